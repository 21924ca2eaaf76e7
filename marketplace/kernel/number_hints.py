"""Says what is wrong with a number that somebody typed: the field, what stands there now, and what would be right."""

from __future__ import annotations

from marketplace.kernel.labels import Label, _l

LONGEST_SHOWN = 60


def number_hint(name: Label, shape: Label, example: str, typed: str) -> Label:
    """For numbers of papers; personal ones are read in producers/numbers.py."""
    digits = sum(character.isdigit() for character in typed)
    given = typed.strip()[:LONGEST_SHOWN]
    if not given:
        return _l("%(name)s harus %(shape)s, misalnya %(example)s.", name=name, shape=shape, example=example)
    if not digits:
        return _l(
            "%(name)s harus %(shape)s, misalnya %(example)s; Anda mengisi: %(typed)s.",
            name=name,
            shape=shape,
            example=example,
            typed=given,
        )
    return _l(
        "%(name)s harus %(shape)s, misalnya %(example)s; Anda mengisi %(digits)d angka: %(typed)s.",
        name=name,
        shape=shape,
        example=example,
        digits=digits,
        typed=given,
    )
