"""The arithmetic of a round, without a database: what was sold, and what stays."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l


class Count(NamedTuple):
    sold: int
    balance: int  # when the shop takes all that was brought


def count_round(
    *,
    opening: int,
    counted: int,
    taken_back: int = 0,
    lost: int = 0,
    brought: int = 0,
    name: str = "",
    field: str | None = None,
) -> Count:
    """A round counts first, then takes back, then brings: all in units.

    Refused, naming the item and its numbers, when more is left, taken back and lost than lay there.
    """
    if min(counted, taken_back, lost, brought) < 0:
        raise Refused(_l("%(name)s: isi angka nol atau lebih.", name=name), field=field)
    sold = opening - counted - taken_back - lost
    if sold < 0:
        raise Refused(_too_many(name, opening, counted, taken_back, lost), field=field)
    return Count(sold=sold, balance=counted + brought)


def _too_many(name: str, opening: int, counted: int, taken_back: int, lost: int) -> Label:
    given = {"name": name, "opening": opening, "counted": counted, "taken_back": taken_back}
    gone = counted + taken_back + lost
    if not lost:
        return _l(
            "%(name)s: sisa %(counted)s dan ditarik %(taken_back)s menjadi %(gone)s, padahal saldo titip"
            " %(opening)s. Hitung lagi.",
            **given,
            gone=gone,
        )
    return _l(
        "%(name)s: sisa %(counted)s, ditarik %(taken_back)s dan hilang %(lost)s menjadi %(gone)s, padahal"
        " saldo titip %(opening)s. Hitung lagi.",
        **given,
        lost=lost,
        gone=gone,
    )
