"""Months, days and sums for the plain computation."""

from datetime import date, datetime, timedelta
from fractions import Fraction


def up_to(month, period):
    """The months of a clause's period, from its first up to this one."""
    year, number = month.split("-")
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
    first = (int(number) - 1) // length * length + 1
    return [f"{year}-{one:02}" for one in range(first, int(number) + 1)]


def whole_period(month, period):
    year, number = month.split("-")
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
    first = (int(number) - 1) // length * length + 1
    return [f"{year}-{one:02}" for one in range(first, first + length)]


def before(month, back):
    """2026-01 two months back is 2025-11."""
    year, number = (int(part) for part in month.split("-"))
    for _ in range(back):
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return f"{year}-{number:02}"


def last_day(month):
    return str(date.fromisoformat(f"{after(month)}-01") - timedelta(days=1))


def after(month):
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


def thirty_days(months):
    return str(date.fromisoformat(last_day(months[-1])) - timedelta(days=29))


def days_between(day, later):
    return (date.fromisoformat(later) - date.fromisoformat(day)).days


def wib_day(moment):
    """The day in Metro of a moment that is stored in UTC."""
    return str((datetime.fromisoformat(moment[:19]) + timedelta(hours=7)).date())


def asked(figures, day):
    """What is asked for on a day: the last step that has come."""
    figure = figures.get("least", figures.get("most"))
    for start, later in figures.get("steps") or ():
        if start <= day:
            figure = later
    return figure


def subject(clause):
    alone = "city" if clause["rule"] in ("mou_coverage", "corner_active") else "partner"
    return clause["figures"].get("subject") or alone


def exempted():
    return "exempt", None, None, None, []


def at_least(numerator, denominator, wanted):
    short = max(0, -int((numerator - wanted) // 1))
    return "not_met" if short else "met", numerator, denominator, short


def ends(month, period):
    """Whether the period is over with this month."""
    return int(month[5:]) % {"month": 1, "quarter": 3, "half": 6, "year": 12}[period] == 0


def spent(declared, scope, up, excluded=()):
    """The declared total of these months, or its part in these categories; None where a month or a part is missing.

    Without what the circular excludes, each of which must have been told, be it nothing.
    """
    if not all(declared):
        return None
    whole = 0
    for row in declared:
        parts, total = dict(row["by_category"]), row["total"]
        if total and any(code not in parts for code in excluded):
            return None
        for code in list(parts):
            if up(code) & set(excluded):
                total -= parts.pop(code)
        if scope and total and not parts:
            return None
        whole += sum(parts[code] for code in parts if up(code) & set(scope)) if scope else total
    return whole


def score(clauses, outcomes, month):
    """Weight of what is met out of the weight of what is due, in basis points; None while something has no data."""
    due = [
        (clause["weight"], outcome)
        for clause, outcome in zip(clauses, outcomes, strict=True)
        if ends(month, clause["period"]) and outcome in ("met", "not_met", "no_data")
    ]
    whole = sum(weight for weight, _ in due)
    if not whole or any(weight and outcome == "no_data" for weight, outcome in due):
        return None
    met = sum(weight for weight, outcome in due if outcome == "met")
    return int(Fraction(met * 10_000, whole) + Fraction(1, 2))
