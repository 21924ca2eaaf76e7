"""What partners bought of one category from local makers, as the books stand now: no report freezes it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.compliance.months import MonthResult
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.counting import local_of
from marketplace.uptake.measures.base import rupiah_of
from marketplace.uptake.stored import summed_lines


def local_in_category(session: Session, month: Month, result: MonthResult, code: str) -> Mapping[int, int]:
    """Rupiah by partner, of goods in this category or one below it, less what the month's circular excludes.

    Counted like a partner's local purchases, so that the parts of a month that is not published add up to them. Who
    bought none is not in it.
    """
    excluded = result.circular.excluded if result.circular else ()
    read = summed_lines(session, MonthSpan.of(month))
    found = {}
    for partner_id, lines in read.of.items():
        of_it = [line for line in local_of(lines, excluded) if code in line.categories]
        if of_it:
            found[partner_id] = rupiah_of(of_it)
    return found
