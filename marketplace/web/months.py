"""The month a page was asked for; it stands in the address."""

from flask import request

from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.period import Month
from marketplace.web.context import reading


def month_arg() -> Month | None:
    """None when no month, or no such month, was asked for."""
    try:
        return Month.parse(request.args.get("month", ""))
    except Refused:
        return None


def this_month() -> Month:
    return Month.of(reading().today)


def month_named(text: str) -> Month:
    """The month that stands in a path. Raises NotFound for what is no month."""
    try:
        return Month.parse(text)
    except Refused:
        raise NotFound(f"month {text}") from None
