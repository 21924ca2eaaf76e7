"""Numbers in addresses: what is greater than a database holds is no address of ours."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

BIGGEST = 2**63 - 1  # of BIGINT


class RowNumber(IntegerConverter):
    """`<int:seat_id>`; anything beyond BIGINT is 404."""

    def __init__(self, map: Map, *args: Any, **given: Any) -> None:
        super().__init__(map, *args, **{"max": BIGGEST} | given)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
