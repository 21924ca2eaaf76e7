"""What officials look over, one file per kind in this folder; `office/queue.py` and its page are the same for all.

A subject says what waits, what is claimed beside what proves it, and what happens at each answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from marketplace.accounts.models import User
from marketplace.catalog.curating import Judged, Judgement
from marketplace.catalog.differences import FieldChange
from marketplace.catalog.models import Criterion
from marketplace.db.listing import AnySelect
from marketplace.db.review import Reviewed
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.registry import Registry
from marketplace.kernel.review import SUBMITTED
from marketplace.web.language import moment

PROMISE = 3  # working days from submission to an answer


@dataclass(frozen=True)
class Item:
    """A line of the queue."""

    kind: str
    public_id: str
    maker: str
    what: Label
    submitted_at: datetime
    due: date

    def age(self, today: date) -> int:
        """Whole days since it was handed in."""
        return (today - day_of(self.submitted_at)).days


@dataclass(frozen=True)
class Claim:
    """Something said, to be held against what proves it; `url` leads to what it names."""

    field: str
    label: Label
    value: object
    url: str | None = None
    change: FieldChange | None = None  # since the approved one


@dataclass(frozen=True)
class Check:
    """What the program found out by itself."""

    says: Label
    fine: bool


@dataclass(frozen=True)
class Picture:
    """A public image, by its key; `says` what became of it since the approved one."""

    key: str
    alt: str
    says: Label | None = None


@dataclass(frozen=True)
class Line:
    """Of the curation sheet: what helps to judge a criterion, and how it was judged last."""

    criterion: Criterion
    helps: str = ""
    last: Judged | None = None


@dataclass(frozen=True)
class Sheet:
    """One thing to look over."""

    title: Label
    maker_id: ProducerId
    maker: str
    claims: Sequence[Claim]
    own: bool  # the reviewer's own: somebody else has to answer
    scan: Attachment | None = None
    pictures: Sequence[Picture] = ()
    checks: Sequence[Check] = ()
    effect: Label | None = None
    history: tuple[str, int] = field(default=("", 0))  # kind and id in the journal
    seen: str = ""  # names what is looked at; an answer brings it back
    curation: Sequence[Line] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a reviewer said. `seen` is that of the sheet they looked at; what they left open is left out."""

    seen: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)  # per field
    reason: str = ""
    curation: Mapping[Criterion, Judgement] = field(default_factory=dict)


class Passed(Refused):
    """It waits no more: somebody was quicker."""


def check_waits(uow: UnitOfWork, row: Reviewed) -> None:
    """Raises Passed for what waited until it was answered or taken back, NotFound for what was never handed in."""
    if row.state is SUBMITTED:
        return
    if row.submitted_at is None:
        raise NotFound("it was never handed in")
    if row.reviewed_at is None or row.reviewed_at < row.submitted_at:
        raise Passed(_l("Pemohon menariknya kembali untuk diubah; nanti diajukan lagi."))
    reviewer = None if row.reviewed_by is None else uow.session.get(User, row.reviewed_by)
    raise Passed(
        _l(
            "Sudah dijawab oleh %(who)s pada %(when)s.",
            who=reviewer.name if reviewer else _l("Dinas"),
            when=moment(row.reviewed_at),
        )
    )


class Subject(Protocol):
    label: Label

    def waiting(self) -> AnySelect:
        """public_id, producer_id, maker, detail, submitted_at and submitted_by of each that waits."""

    def title(self, detail: str) -> Label:
        """What is looked over, in a line of the queue."""

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        """Raises as `check_waits` does."""

    def approve(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None: ...

    def send_back(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None: ...

    def reject(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None: ...


SUBJECTS: Registry[Subject] = Registry(__package__ or "")
