"""What a phone asks for to install MB2, and the script by which two forms open without a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app, jsonify, send_from_directory
from flask.typing import ResponseReturnValue

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_install", __name__)

COLOUR = "#7B1E2B"
SIZES = (192, 512)


@bp.get("/app.webmanifest")
@may(ANYONE)
def manifest() -> ResponseReturnValue:
    asset = cast("Callable[[str], str]", current_app.jinja_env.globals["asset"])
    icons = [
        {"src": asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    answer = jsonify(
        name="MB2 Metro Bangga Beli",
        short_name="MB2",
        lang="id",
        start_url="/",
        scope="/",
        display="standalone",
        theme_color=COLOUR,
        background_color="#FFFFFF",
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/offline.js")
@may(ANYONE)
def offline() -> ResponseReturnValue:
    """Served from the root, as a service worker governs only what lies below its own address."""
    return send_from_directory(current_app.config["ROOT"] / "static", "offline.js", max_age=0)
