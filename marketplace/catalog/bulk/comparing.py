"""In what a row differs from what stands, as its maker reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.catalog.bulk.columns import STAY, title_of
from marketplace.catalog.bulk.known import Known, KnownProduct, Readiness
from marketplace.catalog.bulk.outcome import Change
from marketplace.catalog.bulk.rows import Row
from marketplace.catalog.bulk.standing import FORM_FIELDS, said_by, spelled
from marketplace.catalog.services.variants import Form
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell


def brings(row: Row, name: str, before: Any, *, new: bool = False) -> bool:
    """Whether a row changes this of its product.

    What a row does not say of the label stays; so does all that one leaves blank that was matched by its name.
    """
    value = row.values.get(name, before)
    if value is None and name in STAY:
        return False
    if row.matched and (value in ("", None) or (name == "name" and not new)):
        return False
    return bool(value != before)


def text_changes(row: Row, standing: KnownProduct, known: Known) -> Iterator[Change]:
    """Those that this row brings."""
    for name, before in said_by(standing).items():
        if brings(row, name, before):
            after = row.values[name]
            yield Change(name, title_of(name), _said(name, before, known), _said(name, after, known))


def form_changes(before: Form, after: Form) -> Iterator[Change]:
    for name, attribute in FORM_FIELDS.items():
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield Change(name, title_of(name), _said(name, old), _said(name, new))
    for quantity in sorted(before.prices.keys() | after.prices.keys()):
        old, new = before.prices.get(quantity), after.prices.get(quantity)
        if old != new:
            title = title_of("price_1")
            if quantity > 1:
                title = _l("%(title)s ≥ %(quantity)s", title=title, quantity=quantity)
            yield Change("price_1", title, spell(old) if old else "", spell(new) if new else "")


def ready_changes(before: Readiness, after: Readiness) -> Iterator[Change]:
    for name, old in before._asdict().items():
        if old != (new := after._asdict()[name]):
            yield Change(name, title_of(name), _said(name, old), _said(name, new))


def _said(name: str, value: Any, known: Known | None = None) -> str:
    if name == "retail_price" and value:
        return spell(value)
    said = spelled(name, value, known or Known())
    return said if isinstance(said, str) else str(said)
