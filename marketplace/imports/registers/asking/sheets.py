"""Which sheets are months: a recap beside them repeats their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marketplace.imports.reasons import FileNote, RowReason, Warn
from marketplace.imports.registers.asking.base import ASKING, Doubt, Option
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.sheet_reader import SheetReader
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import _l
from marketplace.kernel.reading import MONTHS

RECAP = re.compile(
    r"rekap|ringkas|summary|gabung|total|semua|jumlah|kumulatif|pivot|cadangan|backup|salin|copy|lama|\(\d+\)"
)
WORDS = (
    "sheet lembar data pembelian beli faktur nota retur minggu pekan week bulan periode per tgl tanggal sd s d ke dan "
    "purchase purchases barang masuk tahun th q i ii iii iv v"
)
PLAIN = {*WORDS.split(), *MONTHS}


@ASKING.add("sheets")
def sheets(survey: Survey, first: FileReading) -> Doubt | None:
    """A sheet whose name is that of a month is one; one that comes to what the others come to is their recap."""
    if len(first.sheets) < 2:
        return None
    odd = [one for one in first.sheets if _is_odd(one)]
    if not odd:
        return None
    names = ", ".join(_name(one) for one in odd)
    months = [one for one in first.sheets if one not in odd]
    options = [Option("all", _l("Semua lembar"))]
    if months:
        options.append(Option("months", _l("Semua lembar selain %(names)s", names=names), _without(odd)))
    options += [
        Option(_name(one), _l("Hanya lembar %(name)s", name=_name(one)), _without(first.sheets, but=one))
        for one in (odd if len(odd) > 1 or not months or not RECAP.search(_name(odd[0]).lower()) else ())
    ]
    repeated = bool(months) and all(RECAP.search(_name(one).lower()) for one in odd)
    left_out = _l("Lembar %(names)s mengulang jumlah lembar lain, jadi tidak dibaca.", names=names)
    return Doubt(
        about=_l("Lembar mana yang dibaca? %(names)s mungkin mengulang lembar lain.", names=names),
        options=options,
        settled="months" if repeated and _worth(odd) == len(odd) * _worth(months) else None,
        note=FileNote(Warn.SHEET_LEFT_OUT, left_out),
        structural=True,
    )


def _is_odd(one: SheetReader) -> bool:
    """Not named as a month, or made of rows that other sheets have."""
    name = _name(one).lower()
    words = [word for word in re.split(r"[\W\d_]+", name) if word]
    if RECAP.search(name) or any(word not in PLAIN for word in words):
        return True
    twins = sum(bad.reason is RowReason.DUPLICATE for bad in one.bad)
    return 3 * twins > len(one.rows) + len(one.bad)


def _name(one: SheetReader) -> str:
    return one.found.sheet.name


def _worth(some: Iterable[SheetReader]) -> int:
    return sum(row.net for one in some for row in one.rows)


def _without(some: Iterable[SheetReader], but: SheetReader | None = None) -> dict[str, object]:
    return {"left_out": frozenset(_name(one) for one in some if one is not but)}
