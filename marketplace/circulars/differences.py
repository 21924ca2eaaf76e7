"""What a circular asks anew, more, less or no more than another one, clause by clause. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.sentences import whom
from marketplace.circulars.terms import ClauseTerms, goods_named, spell_figures
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.partners.models import PartnerKind

STRICTER = {"least": 1, "most": -1}  # which way a figure becomes stricter
WORDS = ("code", "text", "rule", "source_article")  # what stands in the letter moves nothing
STRICTNESS: Mapping[str, Sequence[object]] = {  # from lenient to strict
    "seller_test": (SellerTest.LOCAL, SellerTest.LOCAL_CERTIFIED),
    "lowest_grade": ("D", "C", "B", "A"),
    "binding": (Binding.ADVISORY, Binding.MANDATORY),
}
TITLES: Mapping[str, Label] = {
    "kinds": _l("Mengikat"),
    "stretch": _l("Masa penilaian"),
    "seller_test": _l("Yang dihitung"),
    "lowest_grade": _l("Bukti paling rendah"),
    "scope": _l("Hanya kategori"),
    "weight": _l("Bobot"),
    "binding": _l("Sifat"),
}


class ClauseChange(Labelled):
    NEW = "new", _l("Baru")
    TIGHTENED = "tightened", _l("Diketatkan")
    LOOSENED = "loosened", _l("Dilonggarkan")
    CHANGED = "changed", _l("Diubah")
    SAME = "same", _l("Tetap sama")
    DROPPED = "dropped", _l("Dihapus")


@dataclass(frozen=True)
class TermDifference:
    title: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ClauseDifference:
    """`before` is None for a new clause, `after` for a dropped one; `terms` are what differs between the two."""

    change: ClauseChange
    before: ClauseTerms | None
    after: ClauseTerms | None
    terms: tuple[TermDifference, ...] = ()


def compare(old: Sequence[ClauseTerms], new: Sequence[ClauseTerms]) -> Sequence[ClauseDifference]:
    """Every clause of the new one in its order, then those of the old one that have no like in it."""
    pairs = pair(old, new)
    found = [
        _difference(before, clause)
        if (before := pairs.get(clause.code))
        else ClauseDifference(change=ClauseChange.NEW, before=None, after=clause)
        for clause in new
    ]
    taken = {before.code for before in pairs.values()}
    dropped = [
        ClauseDifference(change=ClauseChange.DROPPED, before=clause, after=None)
        for clause in old
        if clause.code not in taken
    ]
    return [*found, *dropped]


def pair(old: Sequence[ClauseTerms], new: Sequence[ClauseTerms]) -> Mapping[str, ClauseTerms]:
    """By the mark of the new clause the old one it goes on from: of the same rule and mark, else the same rule."""
    left = {clause.code: clause for clause in old}
    found = {
        clause.code: left.pop(clause.code)
        for clause in new
        if clause.code in left and left[clause.code].rule == clause.rule
    }
    for clause in new:
        like = next((one for one in left.values() if one.rule == clause.rule), None)
        if clause.code not in found and like is not None:
            found[clause.code] = left.pop(like.code)
    return found


def _difference(before: ClauseTerms, after: ClauseTerms) -> ClauseDifference:
    directions = set(_directions(before, after))
    return ClauseDifference(
        change=_word(directions), before=before, after=after, terms=tuple(_changed(before, after))
    )


def _word(directions: set[int | None]) -> ClauseChange:
    if not directions:
        return ClauseChange.SAME
    if directions == {1}:
        return ClauseChange.TIGHTENED
    return ClauseChange.LOOSENED if directions == {-1} else ClauseChange.CHANGED


def _directions(before: ClauseTerms, after: ClauseTerms) -> Iterator[int | None]:
    """For each term that differs: 1 stricter, -1 more lenient, None where it cannot be told."""
    for field in fields(after):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was == now or field.name in WORDS:
            continue
        if field.name == "figures":
            yield _stricter_figures(before, after)
        elif field.name == "kinds":
            yield _more_bound(set(was or PartnerKind), set(now or PartnerKind))
        elif field.name in STRICTNESS:
            order = STRICTNESS[field.name]
            yield 1 if order.index(now) > order.index(was) else -1
        else:
            yield None


def _stricter_figures(before: ClauseTerms, after: ClauseTerms) -> int | None:
    """By the one figure that asks for so much, where nothing else of the figures differs."""
    was, now = before.read_figures, after.read_figures
    names = [name for name in type(now).model_fields if getattr(was, name) != getattr(now, name)]
    if len(names) != 1 or names[0] not in STRICTER:
        return None
    return STRICTER[names[0]] * (1 if getattr(now, names[0]) > getattr(was, names[0]) else -1)


def _more_bound(was: set[str], now: set[str]) -> int | None:
    return 1 if now > was else -1 if now < was else None


def _changed(before: ClauseTerms, after: ClauseTerms) -> Iterator[TermDifference]:
    told = dict(spell_figures(before))
    for title, figure in spell_figures(after):
        if told.get(title) != figure:
            yield TermDifference(title, told.get(title, _l("tidak ada")), figure)
    for name, title in TITLES.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield TermDifference(title, _say(name, was), _say(name, now))


def _say(name: str, value: object) -> str:
    if name == "kinds":
        return whom(value)  # type: ignore[arg-type]
    if name == "scope":
        return goods_named(value) if value else _l("semua barang")  # type: ignore[arg-type]
    return value.label if isinstance(value, Labelled) else str(value)
