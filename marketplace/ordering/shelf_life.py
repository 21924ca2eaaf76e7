"""How long goods must still keep on the day they are brought."""

from __future__ import annotations

from datetime import date

from marketplace.kernel.labels import Label, _l


def too_short(best_before: date | None, least_life_days: int | None, day: date) -> Label | None:
    """Why a shop would not take goods with this best-before day, or None; the shop may ask for so many days.

    Goods whose day is not known are the shop's to judge.
    """
    if best_before is None:
        return None
    left = (best_before - day).days
    if left < 0:
        return _l("sudah lewat tanggal baik sebelum")
    if least_life_days is not None and left < least_life_days:
        return _l(
            "masa simpan tinggal %(left)s hari, gerai ini meminta sekurangnya %(least)s hari",
            left=left,
            least=least_life_days,
        )
    return None
