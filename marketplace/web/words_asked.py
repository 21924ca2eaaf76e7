"""The words that a list was asked for; they stand in the address."""

from flask import request

from marketplace.web.fields.base import tidy


def words_arg(longest: int = 100) -> str:
    """Empty when there are none. Pasted words lose what cannot be seen, as they do in a form."""
    return tidy(request.args.get("q", ""))[:longest]
