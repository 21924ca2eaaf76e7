"""Lists on pages and as files: what the address asks of one, a page of it, and all of it as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from flask import Response, request

from marketplace.db.exports import table_of
from marketplace.db.keyset import ListPage, PageStart
from marketplace.db.listing import SIZE, Listing, R
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Labelled, _l
from marketplace.web.context import reading
from marketplace.web.exporting import file_response
from marketplace.web.fields.base import tidy
from marketplace.web.query_args import as_day, file_kind_arg

L = TypeVar("L", bound=Listing[Any])
MOST = 20_000  # lines of a file
LONGEST = 100  # letters of words that are searched for


def from_args(list_class: type[L], **given: Any) -> L:
    """The list as the address filters it, by each filter that has an `arg`; `given` is not read from the address.

    What makes no sense there filters nothing.
    """
    hints = _hints(list_class)  # type: ignore[arg-type]  # a class can be hashed
    args = {
        one.name: value
        for one in fields(list_class)
        if (arg := one.metadata.get("arg")) and (value := _typed(hints[one.name], request.args.get(arg, "")))
    }
    return list_class(**args | given)


def is_filtered(list_class: type[Listing[Any]], *also: str) -> bool:
    """Whether the address names any filter of the list, or one of the others."""
    args = (one.metadata.get("arg") for one in fields(list_class))
    return any(request.args.get(name) for name in (*args, *also) if name)


def place_arg() -> PageStart:
    after, before, end = (tidy(request.args.get(name, "")) for name in ("after", "before", "end"))
    return PageStart(after, before, bool(end))


def page_of(listing: Listing[R], *, size: int = SIZE, total: int | None = None) -> ListPage[R]:
    """The page that the address asks for; `total` where the rows were counted already."""
    return listing.page(reading().session, place_arg(), size=size, total=total)


def exported(listing: Listing[Any], name: str, *, kind: str = "", without: Sequence[str] = ()) -> Response:
    """All of it, however many pages, as the file `name` of that kind or the kind that `as` names in the address.

    Refused beyond so many lines, where the list says so.
    """
    rows = listing.rows(reading().session, limit=MOST + 1 if listing.too_many else None)
    if listing.too_many and len(rows) > MOST:
        raise Refused(_l(listing.too_many.template, most=MOST))
    return file_response(
        kind or file_kind_arg(), name, table_of(listing.row, rows, listing.sheet, without=without)
    )


@lru_cache
def _hints(listing: Any) -> dict[str, Any]:
    return get_type_hints(listing)


def _typed(hint: Any, text: str) -> Any:
    """Text of an address as a filter takes it; None where it is none."""
    (kind,) = {*(get_args(hint) or (hint,))} - {NoneType}
    if kind is date:
        return as_day(text)
    if kind is int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if issubclass(kind, Labelled):
        return kind(text) if text in list(kind) else None
    return tidy(text)[:LONGEST] if kind is str else bool(text)
