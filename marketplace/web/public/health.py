"""Whether the server lives, and whether what it stands on answers. For machines that look after it."""

import logging
from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import categories
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools

bp = Blueprint("public_health", __name__)
log = logging.getLogger(__name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/healthz")
@may(ANYONE)
def alive() -> ResponseReturnValue:
    return "ok\n", 200, PLAIN


@bp.get("/readyz")
@may(ANYONE)
def ready() -> ResponseReturnValue:
    checks: dict[str, Callable[[], object]] = {
        "database": lambda: categories(reading().session) is not None,
        "search": lambda: tools().search.ready(),
        "storage": lambda: tools().storage.exists("readyz") is not None,
    }
    found = {name: _answers(name, check) for name, check in checks.items()}
    lines = "".join(f"{name} {'ok' if fine else 'down'}\n" for name, fine in found.items())
    return lines, 200 if all(found.values()) else 503, PLAIN


def _answers(name: str, check: Callable[[], object]) -> bool:
    try:
        return bool(check())
    except Exception:  # whatever it is, the one who asks learns only that it does not answer
        log.exception("%s does not answer", name)
        return False
