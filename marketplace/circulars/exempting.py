"""For which days a partner can be exempt from a clause: whole periods that have not begun. Pure."""

from __future__ import annotations

from datetime import date

from marketplace.circulars.terms import JudgedMonths
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month


def check_exemption(period: JudgedMonths, from_on: date, until_on: date, today: date) -> None:
    """Refused where a period would be lifted in part, or after it began: what was asked of a shop stays asked."""
    if until_on < from_on:
        raise Refused(
            _l("Tanggal berakhir mendahului tanggal mulai; betulkan salah satunya."), field="until_on"
        )
    soonest = _next_start(period, max(from_on, today))
    if from_on != soonest:
        raise Refused(
            _l(
                "Pengecualian berlaku untuk masa penilaian yang utuh dan tidak berlaku surut; tulis mulai %(day)s.",
                day=_typed(soonest),
            ),
            field="from_on",
        )
    last_day = period.around(Month.of(until_on)).last_day
    if until_on != last_day:
        raise Refused(
            _l("Masa penilaian butir ini berakhir %(day)s; tulis hari itu.", day=_typed(last_day)),
            field="until_on",
        )


def _next_start(period: JudgedMonths, day: date) -> date:
    """The day itself where a period begins on it."""
    around = period.around(Month.of(day))
    return day if day == around.first_day else around.last.next.first_day


def _typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"
