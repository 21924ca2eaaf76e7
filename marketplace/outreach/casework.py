"""Licence cases as pages show them, and how long their stages take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Date, func, literal, select
from sqlalchemy.orm import Session, outerjoin

from marketplace.accounts.models import Organisation, User
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.db.listing import Listing, Row, by, cell, col, maybe, where
from marketplace.kernel.clock import day_of, end_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.review import ReviewState
from marketplace.outreach.models import Activity, Candidate, CaseState, CaseStep, LicenceCase
from marketplace.outreach.states import UNDER_WAY
from marketplace.places.models import Region
from marketplace.ports.sheets import Column
from marketplace.producers.models import Producer

MOST_OF_ONE = 100


KELURAHAN = func.coalesce(
    Producer.kelurahan_code, Candidate.kelurahan_code
)  # of the maker, else of the candidate
DONE = select(func.count()).where(CaseStep.case_id == LicenceCase.id).correlate(LicenceCase).scalar_subquery()


class CaseRow(Row):
    """`candidate` and `producer` are public ids; `name` is the candidate's, for officials alone; `business` the maker's
    name, else what the candidate calls it."""

    id = col(LicenceCase.id)
    public_id = col(LicenceCase.public_id)
    kind = col(LicenceCase.kind)
    candidate_id = col(LicenceCase.candidate_id)
    candidate = maybe(Candidate.public_id)
    name = maybe(Candidate.name)
    producer_id = col(LicenceCase.producer_id)
    producer = maybe(Organisation.public_id)

    @cell(Column(_l("Surat"), width=16))
    def label(self) -> Label:
        return KINDS[self.kind].label

    business = maybe(func.coalesce(Organisation.name, Candidate.business_name), Column(_l("Usaha"), width=28))
    kelurahan = maybe(Region.name, Column(_l("Kelurahan"), width=20))
    state = col(LicenceCase.state, Column(_l("Keadaan"), width=18))
    blocker = col(LicenceCase.blocker, Column(_l("Hambatan"), width=30))
    steps_done: int = col(DONE, Column(_l("Langkah selesai"), "number", width=10))

    @cell(Column(_l("Langkah"), "number", width=10))
    def steps(self) -> int:
        return len(KINDS[self.kind].checklist)

    external_ref = col(LicenceCase.external_ref, Column(_l("Nomor di penerbit"), width=22))
    opened_at = col(LicenceCase.opened_at, Column(_l("Dibuka"), "moment", width=18))
    sent_at = col(LicenceCase.sent_at, Column(_l("Dikirim"), "moment", width=18))
    issued_at = col(LicenceCase.issued_at, Column(_l("Terbit"), "moment", width=18))
    closed_at = col(LicenceCase.closed_at, Column(_l("Ditutup"), "moment", width=18))
    closed_because = col(LicenceCase.closed_because)
    today = col(lambda listing: literal(listing.today, Date))

    @cell(Column(_l("Umur (hari)"), "number", width=12))
    def age(self) -> int:
        return self.days_old(self.today)

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    def days_old(self, today: date) -> int:
        """From the day it was opened to the day it ended, or to today."""
        ended = self.issued_at or self.closed_at
        return ((day_of(ended) if ended else today) - day_of(self.opened_at)).days


class CaseList(Listing[CaseRow]):
    """Cases, the oldest first, narrowed by whatever is given. `aged`: opened so many days before `today` or more."""

    source = (
        outerjoin(LicenceCase, Candidate, Candidate.id == LicenceCase.candidate_id)
        .outerjoin(Producer, Producer.id == LicenceCase.producer_id)
        .outerjoin(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == KELURAHAN)
    )
    sort = by(LicenceCase.opened_at, LicenceCase.id)
    sheet = _l("Urusan surat")

    today: date = date.max
    state: CaseState | None = where(LicenceCase.state, arg="state")
    under_way: bool = where(lambda _: LicenceCase.state.in_(UNDER_WAY), default=False)
    kind: str = where(LicenceCase.kind, arg="kind", default="")
    kelurahan_code: str = where(KELURAHAN, arg="kelurahan", default="")
    blocked: bool | None = None
    aged: int = 0
    producer_id: ProducerId | None = where(LicenceCase.producer_id)
    candidate_id: int | None = where(LicenceCase.candidate_id)
    activity_id: int | None = where(LicenceCase.activity_id)
    public_id: str | None = where(LicenceCase.public_id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.blocked is not None:
            yield (LicenceCase.blocker != "") == self.blocked
        if self.aged:
            last = self.today - timedelta(days=self.aged - 1)
            yield LicenceCase.opened_at < end_of(last, hour=0)


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
        CaseList(public_id=public_id)
        .select()
        .add_columns(LicenceCase.note, User.name, Activity.public_id, Activity.title)
        .add_columns(Certificate.public_id, Certificate.number, Certificate.state)
        .outerjoin(User, User.id == LicenceCase.opened_by)
        .outerjoin(Activity, Activity.id == LicenceCase.activity_id)
        .outerjoin(Certificate, Certificate.id == LicenceCase.certificate_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"LicenceCase {public_id}")
    *row, note, opener, activity, title, certificate, number, state = found
    case = CaseRow.of(*row)
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
    first = by(LicenceCase.state.in_(UNDER_WAY), LicenceCase.id, down=True)
    return CaseList(producer_id=producer_id).rows(session, by=first, limit=MOST_OF_ONE)


def open_case_of(session: Session, producer_id: ProducerId, kind: str) -> CaseRow | None:
    """The one under way of that kind, if there is one."""
    return CaseList(producer_id=producer_id, kind=kind, under_way=True).one(session)


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
