"""Letters to people: what each says is declared once, and written out in the language of whoever gets it.

A row of the outbox keeps a letter's name, whom it goes to and its figures as JSON has them: whole rupiah, days and
moments in ISO 8601, pages of ours as paths. The words are put around them when it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import Label, _l, joined
from marketplace.kernel.money import spell
from marketplace.kernel.period import Month

HOME = "{mb2}"  # in a letter, stands for our own address; whoever delivers it knows where we are
LONGEST_SUBJECT = 78  # characters, as RFC 5322 asks of a line; a name in it may be any length
OFFICE = "/contact"  # how the city office is reached
NAMED = 20  # what a letter lists

GREETING = _l("Halo %(name)s,\n\n%(text)s\n\nSalam,\nMB2 Metro Bangga Beli\n")

Format = Callable[[Any], object]  # a figure as it is kept -> words, or a label to be said
LETTERS: dict[str, Letter] = {}


class Written(NamedTuple):
    subject: str
    body: str


class Letter:
    """`formats` tell how figures are written; one without is text. `body` goes without greeting and signature."""

    def __init__(self, name: str, subject: Label, body: Label, **formats: Format) -> None:
        if name in LETTERS:
            raise LookupError(f"there are two letters {name}")
        LETTERS[name] = self
        self.name, self.subject, self.body, self.formats = name, subject, body, formats
        self.figures = frozenset(re.findall(r"%\((\w+)\)", f"{subject.template} {body.template}"))

    def to(
        self, whom: int | str, *, called: str = "", language: str = "id", **figures: Any
    ) -> dict[str, Any]:
        """What the job `send_mail` is handed: for a person's id, or for an address and who is called so there.

        A person's name, address and language are looked up when it is sent. Figures that it does not say are left
        out; raises KeyError for one that is missing.
        """
        kept = {name: figures[name] for name in sorted(self.figures)}
        reader = {} if isinstance(whom, int) else {"called": called, "language": language}
        return {"letter": self.name, "to": whom, "figures": kept} | reader

    def written(self, translate: Callable[[Label], str], called: str, figures: Mapping[str, Any]) -> Written:
        """`translate` gives a label in the reader's language."""
        said, text = self.said(figures)
        subject = " ".join(translate(said).split())
        if len(subject) > LONGEST_SUBJECT:
            subject = f"{subject[: LONGEST_SUBJECT - 1].rstrip()}…"
        if "ubungi Dinas" in self.body.template:
            text = _l("%(text)s\n\nNomor dan alamat Dinas: %(page)s", text=text, page=page(OFFICE))
        return Written(subject, translate(Label(GREETING.template, name=called, text=text)))

    def said(self, figures: Mapping[str, Any]) -> tuple[Label, Label]:
        """Subject and text, without greeting: as they stand in an inbox or in a WhatsApp message."""
        words = {name: self.formats.get(name, str)(figures[name]) for name in self.figures}
        return Label(self.subject.template, **words), Label(self.body.template, **words)


def rupiah(amount: int) -> str:
    return spell(amount)


def day(written: str) -> Label:
    """24 November 2026"""
    given = date.fromisoformat(written)
    return Label("%(day)s %(month)s", day=given.day, month=Month.of(given).label)


def moment(written: str) -> Label:
    """24 November 2026 pukul 08.20 WIB"""
    there = datetime.fromisoformat(written).astimezone(WIB)
    return _l("%(day)s pukul %(hour)s", day=day(there.date().isoformat()), hour=f"{there:%H.%M} WIB")


def page(path: str) -> str:
    return f"{HOME}{path}"


def listed(one: Format, *, more: Label = _l("- dan %(count)s lagi")) -> Format:  # noqa: B008  # never changed
    """A line for each of the first figures, and how many there are besides."""

    def lines(figures: Sequence[Any]) -> Label:
        lines = [Label("- %(what)s", what=one(figure)) for figure in figures[:NAMED]]
        if len(figures) > NAMED:
            lines.append(Label(more.template, count=len(figures) - NAMED))
        return joined(lines, between="\n")

    return lines
