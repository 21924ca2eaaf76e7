"""A maker's sheet as it goes out: prefilled with what stands, or with the rows that were not taken. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.catalog.bulk.columns import TIERS, Line, columns_of
from marketplace.catalog.bulk.comparing import FORM_FIELDS, said_by
from marketplace.catalog.bulk.known import Known, KnownVariant
from marketplace.catalog.bulk.outcome import Complaint, Outcome
from marketplace.catalog.bulk.valuing import prices_at
from marketplace.catalog.models import Continuity
from marketplace.kernel.labels import _l
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell, Column, Table

LEAST_TIERS = TIERS[:2]  # that are always offered


def filled_sheet(known: Known) -> Table:
    """A row for each variant; what is written below brings new ones."""
    names = _names(known)
    return Table(
        name=_l("Produk"),
        columns=columns_of(names, _choices(known)),
        rows=[[_cells(one, known)[name] for name in names] for one in known.variants],
    )


def rejected_sheet(outcome: Outcome, known: Known) -> Table:
    """The rows that were not taken, each behind its reasons: mended, it can be sent again as it is."""
    given = {name for one in outcome.wrong for name in one.row.written.cells}
    names = [name for name in Line.model_fields if name in given]
    reasons = Column(_l("Alasan"), note=_l("Apa yang perlu diperbaiki; kolom ini tidak dibaca"), width=60)
    row_of = Column(
        _l("Baris"), kind="number", note=_l("Nomor baris dalam berkas asal; kolom ini tidak dibaca")
    )
    return Table(
        name=_l("Perlu diperbaiki"),
        columns=[reasons, row_of, *columns_of(names, _choices(known))],
        rows=[
            (
                "\n".join(_reason(one) for one in checked.complaints),
                checked.number,
                *(_as_sent(name, checked.row.written.cells.get(name)) for name in names),
            )
            for checked in outcome.wrong
        ],
        remarks={
            (place, 2 + names.index(one.field)): str(one.sentence)
            for place, checked in enumerate(outcome.wrong)
            for one in checked.complaints
            if one.field in names
        },
    )


def _names(known: Known) -> Sequence[str]:
    """All columns, but no more tiers than there are."""
    tiers = max((len(one.form.prices) for one in known.variants), default=0)
    left_out = {
        f"{word}_{place}"
        for place in TIERS
        if place > max(tiers, LEAST_TIERS[-1])
        for word in ("from", "price")
    }
    return [name for name in Line.model_fields if name not in left_out]


def _choices(known: Known) -> Mapping[str, Sequence[str]]:
    return {
        "category": list(known.categories),
        "unit": [str(one.label) for one in Unit],
        "continuity": [str(one.label) for one in Continuity],
    }


def _cells(variant: KnownVariant, known: Known) -> Mapping[str, Cell]:
    said: dict[str, Any] = said_by(known.products[variant.product_id])
    said |= {name: getattr(variant.form, attribute) for name, attribute in FORM_FIELDS.items()}
    said |= prices_at(variant.form.prices)
    said["category"] = known.category_named(said["category"])
    said["unit"] = str(Unit(said["unit"]).label) if said["unit"] in list(Unit) else said["unit"]
    said["continuity"] = str(said["continuity"].label) if said["continuity"] else None
    said["code"] = variant.code
    return {name: None if value == "" else value for name, value in said.items()}


def _reason(complaint: Complaint) -> str:
    return str(complaint.sentence) if complaint.names_it else f"{complaint.title}: {complaint.sentence}"


def _as_sent(name: str, cell: Cell) -> Cell:
    """A number stays one; what is none stands there as it was typed."""
    if cell is None or isinstance(cell, int | float):
        return cell
    return str(cell)
