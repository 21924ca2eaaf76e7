"""Licence cases of the demo city: opened at a visit or at the desk, and how each goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.invitations import invite_by_code
from marketplace.adapters.pictures.papers import draw_paper
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.services.reviewing import approve_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.demo.visits import Visit, Visits, new_client_id
from marketplace.files.models import AttachmentKind
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.roles import OWNER
from marketplace.outreach.models import Candidate, LicenceCase
from marketplace.outreach.services.becoming import make_producer
from marketplace.outreach.services.cases import (
    OpenCase,
    block_case,
    close_case,
    issue_case,
    open_case,
    send_case,
    tick_step,
)
from marketplace.outreach.services.people import Person

Whose = Callable[[UnitOfWork], OpenCase]
NEARLY_TEN_YEARS = timedelta(days=3650)


@dataclass(frozen=True, kw_only=True)
class Course:
    """What becomes of a case: so many steps ticked, blocked or not, and the days of what follows, if it does."""

    kind: str
    ticked: int = 0
    blocker: str = ""
    sent_on: date | None = None
    issued_on: date | None = None
    reviewed: bool = True
    closed_on: date | None = None
    reason: str = ""


class Cases:
    """One officer carries them; the other looks the papers over."""

    def __init__(self, city: City, office: Office, studio: Studio, visits: Visits) -> None:
        self.city, self.studio, self.visits = city, studio, visits
        self.officer, self.colleague = office.officer_2, office.officer

    def at_visit(self, visit: Visit, person: Person, course: Course) -> None:
        def wanted(uow: UnitOfWork) -> OpenCase:
            return OpenCase(
                kind=course.kind,
                candidate_id=self.visits.candidate_at(uow, visit, person),
                activity_id=self.visits.activities[visit.title],
            )

        self._plan(visit.on, wanted, course, hour=11)

    def of_maker(self, ref: str, on: date, course: Course) -> None:
        def wanted(uow: UnitOfWork) -> OpenCase:
            return OpenCase(kind=course.kind, producer_id=self.city.people[ref].at)

        self._plan(on, wanted, course, hour=10)

    def become_maker(self, visit: Visit, person: Person, *, on: date, invited_on: date) -> None:
        """A draft of a business, and later a code on paper with which its owner may come in."""

        def become(uow: UnitOfWork) -> None:
            make_producer(uow, self.visits.candidate_at(uow, visit, person))

        def hand_over(uow: UnitOfWork) -> None:
            candidate = uow.get(Candidate, self.visits.candidate_at(uow, visit, person))
            business = uow.get(Organisation, candidate.producer_id)
            invite_by_code(
                uow,
                name=candidate.name,
                phone=candidate.phone or "",
                organisation_id=business.id,
                role=OWNER,
            )

        self.city.plan(self.officer, on, become, hour=13)
        self.city.plan(self.officer, invited_on, hand_over, hour=13)

    def _plan(self, on: date, wanted: Whose, course: Course, *, hour: int) -> None:
        opened = partial(self._open, wanted=wanted, course=course)
        self.city.plan(self.officer, on, opened, hour=hour, minute=30)

    def _open(self, uow: UnitOfWork, wanted: Whose, course: Course) -> None:
        case = open_case(uow, wanted(uow), client_id=new_client_id())
        for step in KINDS[course.kind].checklist[: course.ticked]:
            tick_step(uow, case.id, step.key)
        if course.blocker:
            block_case(uow, case.id, course.blocker)
        if course.sent_on is not None:
            ref = f"CONTOH-{case.id:05}"
            sent_on = max(course.sent_on, uow.today)  # after a long holiday it was opened no earlier
            self._later(sent_on, partial(send_case, case_id=case.id, external_ref=ref))
        if course.issued_on is not None:
            self._later(course.issued_on, partial(self._issue, case_id=case.id, reviewed=course.reviewed))
        if course.closed_on is not None:
            self._later(course.closed_on, partial(close_case, case_id=case.id, reason=course.reason))

    def _later(self, on: date, deed: Callable[[UnitOfWork], object]) -> None:
        self.city.plan(self.officer, on, deed, hour=14, minute=45)

    def _issue(self, uow: UnitOfWork, case_id: int, reviewed: bool) -> None:
        case = uow.get(LicenceCase, case_id)
        if case.producer_id is None:
            raise LookupError(f"case {case_id} is of nobody with a business")
        number, ends = self._number(case.kind, case.producer_id), uow.today + NEARLY_TEN_YEARS
        sheet = draw_paper(str(KINDS[case.kind].title), [f"Nomor\t{number}", "Alamat\tKota Metro"])
        scan = store_attachment(
            uow,
            self.studio,
            content=sheet,
            name=f"{case.kind}.jpg",
            picture=self.studio.sealed(sheet),
            kind=AttachmentKind.DOCUMENT,
            organisation_id=case.producer_id,
        )
        certificate = issue_case(
            uow,
            case_id,
            number=number,
            issued_on=uow.today - timedelta(days=3),
            expires_on=ends if KINDS[case.kind].expires else None,
            scan=scan.id,
        )
        if reviewed:
            look_over = partial(approve_certificate, certificate_id=certificate.id)
            self.city.plan(
                self.colleague, self.city.workday(uow.today + timedelta(days=2)), look_over, hour=10
            )

    def _number(self, kind: str, producer_id: ProducerId) -> str:
        """Well formed, and given out by nobody."""
        return f"00000018728{producer_id % 100:02}" if kind == "nib" else f"IDM0000{producer_id % 100000:05}"
