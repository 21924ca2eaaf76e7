"""How much is in one box: asked where goods that are counted in pieces were bought by the box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.imports.registers.cells import Measured
from marketplace.imports.registers.pricing import PACKING
from marketplace.imports.registers.questions import Answers, Choice, KeyOf, Question, QuestionKey, Reading
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.units import Unit
from marketplace.sheets.refused import Ref

UNKNOWN, EACH = "unknown", "each"
ROWS = 3
NAMED = 3  # goods in one sentence
SINGLE = {unit.value for unit in Unit} - PACKING  # of these a pack holds several


@dataclass
class PackedGoods:
    """Goods that stand in some rows by a pack which does not say what is in it; `base` is what they are sold by."""

    unit: Unit
    base: str
    name: str  # through same_name
    shown: str
    refs: list[Ref] = field(default_factory=list)

    @property
    def key(self) -> KeyOf:
        return KeyOf(QuestionKey.PACK, f"{unit_name(self.unit)}:{self.name}", _l("Isi kemasan"))

    @property
    def key_of_all(self) -> KeyOf:
        """Of all goods that come in this pack."""
        return KeyOf(QuestionKey.PACK, unit_name(self.unit), _l("Isi kemasan"))

    def answer(self, answers: Answers) -> str | None:
        """What was said of these goods, else of all that come in such a pack."""
        own = answers.get(self.key.value)
        of_all = answers.get(self.key_of_all.value)
        return own or (of_all if of_all != EACH else None)


class Packs:
    """What a file counts by the pack, and what was said of it."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.goods: dict[tuple[Unit, str], PackedGoods] = {}

    def opened(self, ref: Ref, measured: Measured, base: str, item: tuple[str, str]) -> tuple[Measured, bool]:
        """The pieces in so many packs, and whether nobody could say: then they stay packs."""
        unit = measured.unit
        if unit is None or unit not in PACKING or measured.packs is not None or base not in SINGLE:
            return measured, False
        shown, name = item
        goods = self.goods.setdefault((unit, name), PackedGoods(unit, base, name, shown))
        goods.refs.append(ref)
        said = goods.answer(self._answers)
        if said is None or not said.isdecimal():
            return measured, said == UNKNOWN
        pieces = Quantity(measured.quantity * int(said))
        return Measured(pieces, Unit(base), measured.quantity), False


def unit_name(unit: Unit) -> str:
    return unit.value.lower()


def pack_questions(
    packs: Packs, answers: Answers, total: Rupiah, rows: Mapping[Ref, Label]
) -> Iterator[tuple[Question, bool]]:
    """Of each of the goods, or where nothing is said of several yet one of all of them; and whether it is open."""
    for some in _by_unit(packs).values():
        of_all = some[0].key_of_all
        rest = [one for one in some if one.key.value not in answers]
        each = answers.get(of_all.value) == EACH
        asked = [one for one in some if each or one not in rest]
        if len(rest) > 1 or (rest and of_all.value in answers):
            yield _question(of_all, rest, answers, (total, rows), each=len(rest) > 1)
        elif not each:
            asked += rest
        for one in asked:
            yield _question(one.key, [one], answers, (total, rows))


def answerable_packs(packs: Packs) -> dict[str, list[str]]:
    """What may be said of what a pack holds: a number, N, or that nobody knows."""
    own = {one.key.value: ["N", UNKNOWN] for one in packs.goods.values()}
    return own | {one.key_of_all.value: ["N", EACH, UNKNOWN] for one in packs.goods.values()}


def wanted_rows(packs: Packs) -> frozenset[Ref]:
    """Those that its questions show."""
    return frozenset(ref for some in _by_unit(packs).values() for ref in _refs(some)) | frozenset(
        ref for one in packs.goods.values() for ref in one.refs[:ROWS]
    )


def content_of(said: str) -> Label:
    return _l("%(count)s isinya", count=said) if said.isdecimal() else _l("tidak diketahui")


def learned(packs: Packs, answers: Answers) -> Answers:
    """Of each of the goods what was said, also where it was said of all of them."""
    return {one.key.value: said for one in packs.goods.values() if (said := one.answer(answers))}


def _by_unit(packs: Packs) -> Mapping[Unit, list[PackedGoods]]:
    found: defaultdict[Unit, list[PackedGoods]] = defaultdict(list)
    for one in packs.goods.values():
        found[one.unit].append(one)
    return found


def _refs(some: Sequence[PackedGoods]) -> list[Ref]:
    return [one.refs[0] for one in some[:ROWS]] if len(some) > 1 else some[0].refs[:ROWS]


def _about(some: Sequence[PackedGoods]) -> Label:
    unit = some[0].unit.label
    if len(some) == 1:
        base = Unit(some[0].base).label
        return _l("Berapa %(base)s isi satu %(unit)s “%(goods)s”?", base=base, unit=unit, goods=some[0].shown)
    names = ", ".join(one.shown for one in some[:NAMED]) + (" …" if len(some) > NAMED else "")
    return _l(
        "Berapa isi satu %(unit)s? %(count)s barang dibeli per %(unit)s: %(goods)s",
        unit=unit,
        count=len(some),
        goods=names,
    )


def _question(
    key: KeyOf,
    some: Sequence[PackedGoods],
    answers: Answers,
    shown: tuple[Rupiah, Mapping[Ref, Label]],
    *,
    each: bool = False,
) -> tuple[Question, bool]:
    total, rows = shown
    said, unit = answers.get(key.value, ""), some[0].unit.label
    options = [(said, content_of(said))] if said.isdecimal() else []
    options += [(EACH, _l("Berbeda untuk tiap barang"))] if each else []
    options += [(UNKNOWN, _l("Tidak tahu: dicatat dalam %(unit)s, bukan isinya", unit=unit))]
    question = Question(
        key=key,
        about=_about(some),
        choices=[Choice(value=value, label=label, total=total) for value, label in options],
        rows=[Reading(ref=ref, text=rows[ref]) for ref in _refs(some) if ref in rows],
        counted=True,
    )
    return question, not question.takes(said)
