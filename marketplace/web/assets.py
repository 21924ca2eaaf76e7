"""Style sheet, script and pictures of the pages, under names that change with their content; and compression."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from markupsafe import Markup, escape
from whitenoise import WhiteNoise

from marketplace.web.headers import set_cache_control

YEAR = 31_536_000
NAMED_BY_CONTENT = re.compile(r"-[A-Z0-9]{8}\.\w+$")


def init_app(app: Flask) -> None:
    static = app.config["ROOT"] / "static"
    built = _built(static)
    asset = partial(_address, static, built)
    app.jinja_env.globals.update(asset=asset, drawn_icon=partial(_icon, asset))
    app.config.setdefault("SEND_FILE_MAX_AGE_DEFAULT", 3600)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_STREAMS", False)  # it forgets to close the file that it read
    Compress(app)
    app.after_request(set_cache_control)  # called before the compression, so that the ETag is the page's own
    if (static / "dist").is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=static / "dist",
            prefix="static/dist/",
            allow_all_origins=False,
            immutable_file_test=lambda _, url: NAMED_BY_CONTENT.search(url) is not None,
        )


def _built(static: Path) -> Mapping[str, str]:
    """Names by content, of what `make assets` built after the last change of its source."""
    manifest = static / "dist" / "manifest.json"
    if not manifest.exists():
        return {}
    made = manifest.stat().st_mtime
    return {
        name: file
        for name, file in json.loads(manifest.read_text()).items()
        if not (static / name).exists() or (static / name).stat().st_mtime <= made
    }


def _address(static: Path, built: Mapping[str, str], name: str) -> str:
    if name in built:
        return f"/static/dist/{built[name]}"
    return f"/static/{name}?v={int((static / name).stat().st_mtime)}"


def _icon(asset: Callable[[str], str], name: str) -> Markup:
    """One of icons.svg. Not a macro, because pages have dozens of them and a macro takes ten times as long."""
    address = escape(f"{asset('icons.svg')}#{name}")
    return Markup(f'<svg class="mb-i" aria-hidden="true"><use href="{address}"/></svg>')
