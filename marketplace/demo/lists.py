"""The invented makers, goods and partners, as their three files have them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketplace.kernel.money import Rupiah
from marketplace.partners.models import PartnerKind
from marketplace.producers.models import Scale

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Maker:
    """`plight` is what sets it apart from a maker with whom all is well; empty for most."""

    ref: str
    name: str
    owner: str
    category: str
    kbli: str
    kelurahan: str
    scale: Scale
    plight: str

    @property
    def number(self) -> int:
        return int(self.ref[1:])


@dataclass(frozen=True)
class Good:
    maker: str
    name: str
    net: str
    price: Rupiah
    shelf_life: int | None
    category: str
    plight: str


@dataclass(frozen=True)
class Shop:
    """`mou` is yes, expiring, expired, draft, renewed, replaced or none; `share` the local part of what it buys, %."""

    ref: str
    name: str
    kind: PartnerKind
    staff: int
    kelurahan: str
    mou: str
    signatory: str
    share: int

    @property
    def number(self) -> int:
        return int(self.ref[1:])


@cache
def makers() -> Sequence[Maker]:
    return tuple(
        Maker(
            row["ref"],
            row["name"],
            row["owner"],
            row["category"],
            row["kbli"],
            row["kelurahan_code"],
            Scale(row["scale"]),
            row["plight"],
        )
        for row in _rows("makers.csv")
    )


@cache
def goods() -> Sequence[Good]:
    return tuple(
        Good(
            row["maker"],
            row["name"],
            row["net_content"],
            Rupiah(int(row["price"])),
            int(row["shelf_life_days"]) if row["shelf_life_days"] else None,
            row["category"],
            row["plight"],
        )
        for row in _rows("products.csv")
    )


@cache
def shops() -> Sequence[Shop]:
    return tuple(
        Shop(
            row["ref"],
            row["name"],
            PartnerKind(row["kind"]),
            int(row["staff_count"]),
            row["kelurahan_code"],
            row["mou"],
            row["signatory"],
            int(row["share"]),
        )
        for row in _rows("partners.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
