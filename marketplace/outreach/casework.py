"""Licence cases as pages show them, and how long their stages take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.db.reading import Listing
from marketplace.kernel.clock import day_of, end_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label
from marketplace.kernel.review import ReviewState
from marketplace.outreach.models import Activity, Candidate, CaseState, CaseStep, LicenceCase
from marketplace.outreach.states import UNDER_WAY
from marketplace.places.models import Region
from marketplace.producers.models import Producer

MOST_OF_ONE = 100


@dataclass(frozen=True)
class CaseRow:
    id: int
    public_id: str
    kind: str
    state: CaseState
    blocker: str
    external_ref: str
    candidate_id: int | None
    candidate: str | None  # public id of the candidate
    name: str | None  # of the candidate: for officials alone
    producer_id: ProducerId | None
    producer: str | None  # public id of the maker
    business: str | None  # of the maker, else as the candidate calls it
    kelurahan: str | None
    steps_done: int
    opened_at: datetime
    sent_at: datetime | None
    issued_at: datetime | None
    closed_at: datetime | None
    closed_because: str | None

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label

    @property
    def steps(self) -> int:
        return len(KINDS[self.kind].checklist)

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    def days_old(self, today: date) -> int:
        """From the day it was opened to the day it ended, or to today."""
        ended = self.issued_at or self.closed_at
        return ((day_of(ended) if ended else today) - day_of(self.opened_at)).days


@dataclass(frozen=True, kw_only=True)
class CaseList:
    """Cases, the oldest first, narrowed by whatever is given. `aged`: opened so many days before `today` or more."""

    today: date
    state: CaseState | None = None
    under_way: bool = False
    kind: str = ""
    kelurahan_code: str = ""
    blocked: bool | None = None
    aged: int = 0
    producer_id: ProducerId | None = None
    candidate_id: int | None = None
    activity_id: int | None = None

    def select(self) -> Listing:
        return _rows().where(*self._narrow()).order_by(LicenceCase.opened_at, LicenceCase.id)

    def _narrow(self) -> list[ColumnElement[bool]]:
        found = [
            column == wanted
            for column, wanted in (
                (LicenceCase.state, self.state),
                (LicenceCase.kind, self.kind or None),
                (LicenceCase.producer_id, self.producer_id),
                (LicenceCase.candidate_id, self.candidate_id),
                (LicenceCase.activity_id, self.activity_id),
                (_kelurahan_code(), self.kelurahan_code or None),
            )
            if wanted is not None
        ]
        if self.under_way:
            found.append(LicenceCase.state.in_(UNDER_WAY))
        if self.blocked is not None:
            found.append((LicenceCase.blocker != "") == self.blocked)
        if self.aged:
            last = self.today - timedelta(days=self.aged - 1)
            found.append(LicenceCase.opened_at < end_of(last, hour=0))
        return found


@dataclass(frozen=True)
class StepRow:
    key: str
    label: Label
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True)
class CasePage:
    row: CaseRow
    steps: Sequence[StepRow]
    note: str  # for officials alone
    opened_by: str | None
    activity: tuple[str, str] | None  # public id and title of where it was opened
    certificate: tuple[str, str, ReviewState] | None  # public id, number and how its review stands


def case_page(session: Session, public_id: str) -> CasePage:
    """Raises NotFound; whose it is is for the caller to ask."""
    query = (
        _rows()
        .add_columns(LicenceCase.note, User.name, Activity.public_id, Activity.title)
        .add_columns(Certificate.public_id, Certificate.number, Certificate.state)
        .outerjoin(User, User.id == LicenceCase.opened_by)
        .outerjoin(Activity, Activity.id == LicenceCase.activity_id)
        .outerjoin(Certificate, Certificate.id == LicenceCase.certificate_id)
        .where(LicenceCase.public_id == public_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"LicenceCase {public_id}")
    *row, note, opener, activity, title, certificate, number, state = found
    case = CaseRow(*row)
    return CasePage(
        case,
        _steps(session, case),
        note,
        opener,
        (activity, title) if activity else None,
        (certificate, number, state) if certificate else None,
    )


def cases_of_producer(session: Session, producer_id: ProducerId) -> Sequence[CaseRow]:
    """A maker's cases, those under way first, then the newest."""
    query = (
        _rows()
        .where(LicenceCase.producer_id == producer_id)
        .order_by(LicenceCase.state.not_in(UNDER_WAY), LicenceCase.id.desc())
        .limit(MOST_OF_ONE)
    )
    return [CaseRow(*row) for row in session.execute(query)]


def open_case_of(session: Session, producer_id: ProducerId, kind: str) -> CaseRow | None:
    """The one under way of that kind, if there is one."""
    query = _rows().where(
        LicenceCase.producer_id == producer_id, LicenceCase.kind == kind, LicenceCase.state.in_(UNDER_WAY)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else CaseRow(*found)


@dataclass(frozen=True)
class StageTimes:
    """Median days of the cases of a kind that reached each stage; None where none did."""

    kind: str
    cases: int
    to_sent: float | None
    at_issuer: float | None
    to_issued: float | None

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label


def service_times(session: Session, first: date, last: date) -> Sequence[StageTimes]:
    """How long it took, per kind, for cases opened from `first` to `last` (days WIB, both counted)."""
    query = (
        select(LicenceCase.kind, LicenceCase.opened_at, LicenceCase.sent_at, LicenceCase.issued_at)
        .where(LicenceCase.opened_at >= end_of(first, hour=0))
        .where(LicenceCase.opened_at < end_of(last + timedelta(days=1), hour=0))
    )
    found: dict[str, list[tuple[datetime, datetime | None, datetime | None]]] = {}
    for kind, opened, sent, issued in session.execute(query):
        found.setdefault(kind, []).append((opened, sent, issued))
    return [
        StageTimes(
            kind,
            len(cases),
            _days((opened, sent) for opened, sent, _ in cases),
            _days((sent, issued) for _, sent, issued in cases),
            _days((opened, issued) for opened, _, issued in cases),
        )
        for kind, cases in sorted(found.items(), key=lambda item: KINDS[item[0]].place)
    ]


def _days(stages: Iterable[tuple[datetime | None, datetime | None]]) -> float | None:
    lasted = [(end - start) / timedelta(days=1) for start, end in stages if start and end]
    return round(median(lasted), 1) if lasted else None


def _steps(session: Session, case: CaseRow) -> Sequence[StepRow]:
    query = (
        select(CaseStep.step, CaseStep.done_at, User.name)
        .outerjoin(User, User.id == CaseStep.done_by)
        .where(CaseStep.case_id == case.id)
    )
    done = {step: (at, by) for step, at, by in session.execute(query)}
    return [
        StepRow(line.key, line.label, *done.get(line.key, (None, None)))
        for line in KINDS[case.kind].checklist
    ]


def _kelurahan_code() -> ColumnElement[str | None]:
    """Of the maker, else of the candidate."""
    return func.coalesce(Producer.kelurahan_code, Candidate.kelurahan_code)


def _rows() -> Listing:
    done = (
        select(func.count())
        .where(CaseStep.case_id == LicenceCase.id)
        .correlate(LicenceCase)
        .scalar_subquery()
    )
    return (
        select(
            LicenceCase.id,
            LicenceCase.public_id,
            LicenceCase.kind,
            LicenceCase.state,
            LicenceCase.blocker,
            LicenceCase.external_ref,
            LicenceCase.candidate_id,
            Candidate.public_id,
            Candidate.name,
            LicenceCase.producer_id,
            Organisation.public_id,
            func.coalesce(Organisation.name, Candidate.business_name),
            Region.name,
            done,
            LicenceCase.opened_at,
            LicenceCase.sent_at,
            LicenceCase.issued_at,
            LicenceCase.closed_at,
            LicenceCase.closed_because,
        )
        .outerjoin(Candidate, Candidate.id == LicenceCase.candidate_id)
        .outerjoin(Producer, Producer.id == LicenceCase.producer_id)
        .outerjoin(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == _kelurahan_code())
    )
