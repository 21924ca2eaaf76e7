"""The office's board of a month: whom a clause binds, by kind and kecamatan, in the order that the address asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import request

from marketplace.circulars.queries import category_choices
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET, Outcome
from marketplace.circulars.terms import ClauseTerms
from marketplace.compliance import wording
from marketplace.compliance.by_category import local_in_category
from marketplace.compliance.coverage import BoundShare, Coverage, coverage_of, headline, is_bound, share_of
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.months import MonthResult
from marketplace.compliance.ranking import figure_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind
from marketplace.partners.queries import kelurahan_of_partners
from marketplace.places.nearness import kecamatan_of
from marketplace.places.queries import kecamatan_names
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.web.query_args import enum_arg


class Shown(Labelled):
    MET = "met", _l("Terpenuhi")
    NOT_MET = "not_met", _l("Belum terpenuhi")
    SILENT = "silent", _l("Belum ada data")


ASKED = ("clause", "kind", "kecamatan", "category", "show", "sort")
OUTCOMES: Mapping[Shown, Outcome] = {Shown.MET: MET, Shown.NOT_MET: NOT_MET, Shown.SILENT: NO_DATA}


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    one: PartnerResult
    places: Sequence[str]  # names of kecamatan
    clauses: Sequence[ClauseResult]  # those that are shown
    local: int  # rupiah; of one category where one is asked for

    @property
    def figure(self) -> Fraction | None:
        """Of the one clause that is asked for."""
        return figure_of(self.clauses[0]) if len(self.clauses) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Board:
    """`rows` stand in the order asked for; where one clause is shown, those without data stand `apart`."""

    result: MonthResult
    terms: Sequence[ClauseTerms]
    chosen: ClauseTerms | None
    share: BoundShare | None
    coverage: Coverage
    rows: Sequence[BoardRow]
    apart: Sequence[BoardRow]
    kinds: Sequence[PartnerKind]
    kecamatan: Sequence[tuple[str, str]]
    categories: Sequence[tuple[str, str]]
    category: (
        str | None
    )  # the name of the one that is asked for: its rupiah are those of the books as they stand now

    @property
    def every(self) -> Sequence[BoardRow]:
        return [*self.rows, *self.apart]


def asked() -> dict[str, Any]:
    """What the address asks of the board, to hand on to another address."""
    return {name: value for name in ASKED if (value := request.args.get(name))}


def board_of(uow: UnitOfWork, month: Month, result: MonthResult) -> Board:
    """What the address asks for: `clause`, `kind`, `kecamatan`, `category`, `show`, `sort`.

    What makes no sense filters nothing. A category leaves who bought any of it; outcomes stay those of the whole month.
    """
    clauses = result.circular.clauses if result.circular else ()
    chosen = next((one for one in clauses if one.code == request.args.get("clause")), None)
    places = _places(uow, month)
    names = dict(kecamatan_names(uow.session))
    terms = [chosen] if chosen else clauses
    codes = [one.code for one in terms]
    categories = category_choices(uow.session)
    asked_for = next((code for code, _ in categories if code == request.args.get("category")), None)
    local = _local(uow, month, result, asked_for)
    every = [
        _row(one, codes, [names[code] for code in places.get(one.partner.id, ()) if code in names], local)
        for one in result.partners
        if one.partner.id in local
    ]
    wanted = [row for row in every if _wanted(row, chosen, names)]
    apart = [row for row in wanted if row.figure is None] if chosen else []
    stands_for = chosen or headline(result.circular)
    return Board(
        result=result,
        terms=terms,
        chosen=chosen,
        share=share_of(result, stands_for.code) if stands_for else None,
        coverage=coverage_of(result, chosen.code if chosen else None),
        rows=_sorted([row for row in wanted if row not in apart]),
        apart=apart,
        kinds=[
            kind for kind in PartnerKind if any(one.partner.kind == kind.value for one in result.partners)
        ],
        kecamatan=sorted(names.items(), key=lambda pair: pair[1]),
        categories=categories,
        category=dict(categories)[asked_for] if asked_for else None,
    )


def _local(uow: UnitOfWork, month: Month, result: MonthResult, category: str | None) -> Mapping[int, int]:
    """Rupiah of everybody, or of those who bought of the category."""
    if category:
        return local_in_category(uow.session, month, result, category)
    return {one.partner.id: one.local for one in result.partners}


def _row(
    one: PartnerResult, codes: Sequence[str], places: Sequence[str], local: Mapping[int, int]
) -> BoardRow:
    shown = [clause for clause in one.clauses if clause.code in codes]
    return BoardRow(one=one, places=sorted(places), clauses=shown, local=local[one.partner.id])


def _wanted(row: BoardRow, chosen: ClauseTerms | None, names: Mapping[str, str]) -> bool:
    kind, show = enum_arg(PartnerKind, name="kind"), enum_arg(Shown, name="show")
    if chosen and not any(is_bound(clause) for clause in row.clauses):
        return False
    if kind and row.one.partner.kind != kind.value:
        return False
    place = names.get(request.args.get("kecamatan", ""))
    if place and place not in row.places:
        return False
    return _shows(row, show, one_clause=chosen is not None)


def _shows(row: BoardRow, show: Shown | None, *, one_clause: bool) -> bool:
    """Of one clause its outcome; of all of them whether the shop keeps what binds it, and whether it declared."""
    if show is None:
        return True
    if one_clause:
        return row.clauses[0].outcome is OUTCOMES[show]
    if show is Shown.SILENT:
        return row.one.declared is None
    return row.one.complies is (show is Shown.MET)


SORTS: Mapping[str, Callable[[BoardRow], Any]] = {
    "name": lambda row: row.one.partner.name.casefold(),
    "local": lambda row: row.local,
    "share": lambda row: row.figure or 0,
    "score": lambda row: -1 if row.one.score is None else row.one.score,
}


def _sorted(rows: Sequence[BoardRow]) -> Sequence[BoardRow]:
    asked = request.args.get("sort", "")
    key = SORTS.get(asked.removeprefix("-"))
    if key is None:
        return rows
    by_name = sorted(rows, key=SORTS["name"])
    return sorted(by_name, key=key, reverse=asked.startswith("-"))


def _places(uow: UnitOfWork, month: Month) -> Mapping[int, set[str]]:
    """Kecamatan of the outlets that were open in the month, by partner."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for partner_id, kelurahan in kelurahan_of_partners(uow.session, month):
        found[partner_id].add(kecamatan_of(kelurahan))
    return found


def board_table(board: Board) -> Table:
    """The rows of the screen in its order, those without data last."""
    columns = [
        Column(_l("Mitra"), width=40),
        Column(_l("Jenis"), width=20),
        Column(_l("Kecamatan"), width=24),
        Column(
            _l("Belanja lokal %(category)s", category=board.category)
            if board.category
            else _l("Belanja lokal"),
            kind="rupiah",
        ),
        Column(_l("Melapor")),
        Column(_l("Menyatakan belanja")),
        Column(_l("Membeli")),
    ]
    for terms in board.terms:
        columns += [
            Column(_l("Butir %(code)s", code=terms.code), width=20),
            Column(_l("Hasil %(code)s", code=terms.code), width=20),
        ]
    columns.append(Column(_l("Predikat"), width=20))
    return Table(_l("Kepatuhan"), columns, [list(_cells(row)) for row in board.every])


def _cells(row: BoardRow) -> Sequence[Cell]:
    one = row.one
    judged: list[Cell] = []
    for clause in row.clauses:
        judged += [wording.spell_reading(clause), clause.outcome.label]
    return [
        one.partner.name,
        PartnerKind(one.partner.kind).label,
        ", ".join(row.places),
        row.local if one.reported else None,
        *(
            _l("ya") if said else _l("tidak")
            for said in (one.reported, one.declared is not None, one.local > 0)
        ),
        *judged,
        one.band or "",
    ]
