"""What partners are told of audits: findings, decisions, and a reminder before it is too late."""

from datetime import timedelta

import pytest

from marketplace.audits.casework import assign_auditor, hand_in
from marketplace.audits.findings import answer_finding, decide_finding, issue_finding, verify_finding
from marketplace.audits.models.cases import FindingRuling
from marketplace.audits.waiting import cases_of_auditor
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import AUDITOR, OFFICE, OWNER, PARTNER
from marketplace.notices.kinds.base import REMINDERS
from marketplace.notices.models import Notice
from marketplace.notices.reactions import REACTIONS as NOTICES
from tests.audits.test_casework import DETAILS
from tests.conftest import NOW
from tests.factories.audits import OFFICE_ID, make_auditor, make_case
from tests.factories.ordering import make_evidence
from tests.factories.partners import make_partner
from tests.factories.people import owner_of


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def auditor(session):
    return make_auditor(session)


@pytest.fixture
def case(session, auditor, partner):
    owner_of(session, partner.id)
    return make_case(session, auditor, partner)


@pytest.fixture
def as_one(session, queue, auditor, partner):
    """Acts of the auditor or the shop, heard by the notices."""

    def run(role, act, *args, by=auditor, **given):
        at, kind = (OFFICE_ID, OFFICE) if role is AUDITOR else (partner.id, PARTNER)
        user_id = by if role is AUDITOR else owner_of(session, partner.id)
        actor = Actor(user_id=user_id, at=at, kind=kind, seats=frozenset({ActorSeat(role, at)}))
        with UnitOfWork(session, actor=actor, now=NOW, bus=Bus(NOTICES), queue=queue) as uow:
            return act(uow, *args, **given)

    return run


def told(session, letter):
    return session.query(Notice).filter_by(letter=letter).order_by(Notice.id).all()


def test_a_finding_is_told_until_it_is_answered(session, as_one, case, partner):
    finding = as_one(AUDITOR, issue_finding, case.id, DETAILS)
    [one] = told(session, "audit-finding")
    assert one.link == f"/partner/audits/{case.public_id}/findings/1" and one.due_at and one.done_at is None
    photo = make_evidence(session, partner.id).id
    as_one(OWNER, answer_finding, finding.id, text="Ini", evidence_id=photo)
    session.expire_all()
    assert told(session, "audit-finding")[0].done_at is not None
    assert told(session, "office-work")[0].figures["what"] == "Ada jawaban temuan audit"
    as_one(AUDITOR, decide_finding, finding.id, ruling=FindingRuling.REFUSED, reason="Buram")
    assert told(session, "audit-answer-decided")[0].figures["reason"] == "Buram"


@pytest.mark.parametrize("days", [0, 1, 2])
def test_what_is_due_is_reminded_of_one_working_day_before(session, work, as_one, case, partner, days):
    reminder = REMINDERS["remind_of_audits"]

    def found():
        moment = NOW + (case.due_on - NOW.date()) - timedelta(days)
        with work(now=moment) as uow:
            return session.execute(reminder.due(uow)).all()

    rows = found()
    assert [row.reader for row in rows] == ([partner.id] if days < 2 else [])
    if rows:
        letter, about = reminder.letter(rows, case.due_on)
        assert letter.name == "audits-due" and about["reason"] == "Nota Agustus" and about["count"] == 1
    as_one(OWNER, hand_in, case.id, text="Ini", file_id=make_evidence(session, partner.id).id)
    assert found() == []


def test_an_auditor_put_on_a_case_is_told_and_later_that_an_act_waits_to_be_seen(
    session, as_one, case, partner, auditor
):
    other = make_auditor(session, name="Bagus Rekaan")
    assert told(session, "audit-assigned") == []  # who opened the case knows of it
    as_one(AUDITOR, assign_auditor, case.id, other)
    [one] = told(session, "audit-assigned")
    assert one.reader_id == other and one.link == f"/office/audit-cases/{case.public_id}"
    finding = as_one(AUDITOR, issue_finding, case.id, DETAILS)
    photo = make_evidence(session, partner.id).id
    as_one(OWNER, answer_finding, finding.id, text="Ini", evidence_id=photo)
    as_one(AUDITOR, decide_finding, finding.id, ruling=FindingRuling.ACCEPTED)
    [act] = told(session, "audit-verify")
    assert act.reader_id == other and act.done_at is None
    waits = {user: [one.unverified for one in cases_of_auditor(session, user)] for user in (auditor, other)}
    assert waits == {auditor: [0], other: [1]}
    as_one(AUDITOR, verify_finding, finding.id, note="Dilihat", by=other)
    session.expire_all()
    assert told(session, "audit-verify")[0].done_at is not None
    assert [one.unverified for one in cases_of_auditor(session, other)] == [0]
