"""A line's cells become what the catalog keeps, or a sentence for each that cannot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.bulk.columns import (
    ANSWERS,
    AVAILABILITIES,
    BOUNDS,
    CONTINUITIES,
    LONGEST,
    SHOWN,
    TIERS,
    UNITS,
    title_of,
)
from marketplace.catalog.bulk.known import Known
from marketplace.catalog.bulk.reading import Written
from marketplace.catalog.models import Availability, Continuity
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.quantity import MILLI
from marketplace.kernel.units import Unit, read_unit

Values = dict[str, Any]  # by field; only of columns that the file has
Complaints = dict[str, Label]

OF_SEVERAL_LINES = ("description", "composition")
ONE_WHERE_BLANK = ("least", "case_pack")


def values_of(written: Written, known: Known) -> tuple[Values, Complaints]:
    values: Values = {}
    complaints: Complaints = dict(written.complaints)
    for name in written.cells:
        if name in complaints:
            continue
        try:
            values[name] = _value(name, getattr(written.line, name), known)
        except Refused as refused:
            complaints[name] = refused.sentence
    return values, complaints | _unfit_tiers(values)


def prices_at(prices: Mapping[int, Rupiah]) -> Values:
    """The prices of a variant by the columns they stand in: from one unit on, then from more."""
    found: Values = {"price_1": prices.get(1)}
    further = [(quantity, price) for quantity, price in sorted(prices.items()) if quantity > 1]
    for place in TIERS:
        quantity, price = further[place - 2] if place - 2 < len(further) else (None, None)
        found |= {f"from_{place}": quantity, f"price_{place}": price}
    return found


def prices_in(values: Values) -> dict[int, Rupiah]:
    """From how many units on, and the rupiah per unit."""
    rows = [(1, values.get("price_1")), *((values.get(f"from_{n}"), values.get(f"price_{n}")) for n in TIERS)]
    return {quantity: price for quantity, price in rows if quantity and price}


def _value(name: str, cell: Any, known: Known) -> Any:
    if name in LONGEST:
        return _text(name, cell or "")
    if name in BOUNDS:
        return _number(name, cell)
    if name in SHOWN:
        return _answer(name, cell)
    readers = {
        "category": _category,
        "unit": _unit,
        "gtin": _gtin,
        "continuity": _continuity,
        "availability": _availability,
    }
    if name in readers:
        return readers[name]("" if cell is None else cell, known)
    return cell or ""  # the code, the stamp


def _text(name: str, text: str) -> str:
    plain = text if name in OF_SEVERAL_LINES else " ".join(text.split())
    if len(plain) > LONGEST[name]:
        raise Refused(
            _l(
                "%(title)s paling panjang %(most)s huruf; ini %(count)s.",
                title=title_of(name),
                most=LONGEST[name],
                count=len(plain),
            )
        )
    return plain


def _number(name: str, number: int | None) -> int | None:
    if number is None:
        return 1 if name in ONE_WHERE_BLANK else None
    least, most = BOUNDS[name]
    if not least <= number <= most:
        spelled = f"{most:,}".replace(",", ".")
        raise Refused(
            _l("%(title)s antara %(least)s dan %(most)s.", title=title_of(name), least=least, most=spelled)
        )
    return number


def _category(text: str, known: Known) -> CategoryId | None:
    if not text:
        return None
    found = known.category_called(text)
    if found is None:
        raise Refused(_l("Jenis “%(text)s” tidak dikenal; pilih dari daftar di kolom Jenis.", text=text[:60]))
    return found


def _unit(text: str, _: Known) -> str:
    if not text:
        return Unit.PCS.value
    if (named := UNITS.get(same_name(text))) is not None:
        return named.value
    pack = read_unit(text)
    if pack is None or pack.unit is None or pack.milli != MILLI:
        raise Refused(
            _l("Satuan “%(text)s” tidak dikenal; pilih dari daftar, misalnya bungkus.", text=text[:60])
        )
    return pack.unit.value


def _gtin(text: str, _: Known) -> str | None:
    if not text:
        return None
    if (number := gtin(text)) is None:
        raise Refused(
            _l(
                "Barcode (GTIN) “%(text)s”: jumlah angka atau angka pemeriksa tidak cocok; salin ulang dari kemasan.",
                text=text[:60],
            )
        )
    return number


def _continuity(text: str, _: Known) -> Continuity | None:
    if not text:
        return None
    if (found := CONTINUITIES.get(same_name(text))) is None:
        raise Refused(_l("Keberlanjutan “%(text)s” tidak dikenal; pilih dari daftar.", text=text[:60]))
    return found


def _availability(text: str, _: Known) -> Availability | None:
    if not text:
        return None
    if (found := AVAILABILITIES.get(same_name(text))) is None:
        raise Refused(_l("Ketersediaan “%(text)s” tidak dikenal; pilih dari daftar.", text=text[:60]))
    return found


def _answer(name: str, text: str | None) -> bool | None:
    if not text:
        return None
    if (found := ANSWERS.get(text.casefold())) is None:
        raise Refused(
            _l("%(title)s: tulis ya atau tidak, bukan “%(text)s”.", title=title_of(name), text=text[:60])
        )
    return found


def _unfit_tiers(values: Values) -> Complaints:
    """A further price comes with the quantity it begins at, and a quantity has one price."""
    found: Complaints = {}
    taken: dict[int, str] = {}
    for place in TIERS:
        start, price = f"from_{place}", f"price_{place}"
        if start not in values or price not in values:
            continue
        if (values[start] is None) != (values[price] is None):
            blank = start if values[start] is None else price
            found[blank] = _l(
                "Isi %(start)s dan %(price)s, atau kosongkan keduanya.",
                start=title_of(start),
                price=title_of(price),
            )
        elif values[start] in taken:
            found[start] = _l(
                "%(title)s sama dengan %(other)s; isi jumlah lain.",
                title=title_of(start),
                other=taken[values[start]],
            )
        elif values[start] is not None:
            taken[values[start]] = title_of(start)
    return found
