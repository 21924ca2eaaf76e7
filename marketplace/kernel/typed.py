"""Says what is wrong with a number that somebody typed: the field, what stands there now, and what would be right."""

from __future__ import annotations

from marketplace.kernel.labels import Label, _l

LONGEST_SHOWN = 60


def wrongly_typed(name: Label, shape: Label, example: str, typed: str, *, shown: bool = True) -> Label:
    """`shown` is False for personal numbers: they are counted, never repeated."""
    digits = sum(character.isdigit() for character in typed)
    given = typed.strip()[:LONGEST_SHOWN]
    values = {"name": name, "shape": shape, "example": example, "digits": digits, "typed": given}
    if not given:
        return _l("%(name)s harus %(shape)s, misalnya %(example)s.", name=name, shape=shape, example=example)
    if not shown:
        del values["typed"]
        return _l(
            "%(name)s harus %(shape)s, misalnya %(example)s; Anda mengisi %(digits)d angka. Periksa lagi.",
            **values,
        )
    if not digits:
        del values["digits"]
        return _l("%(name)s harus %(shape)s, misalnya %(example)s; Anda mengisi: %(typed)s.", **values)
    return _l(
        "%(name)s harus %(shape)s, misalnya %(example)s; Anda mengisi %(digits)d angka: %(typed)s.", **values
    )
