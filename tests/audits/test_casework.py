"""A case from opening to closing: who may be on it, what is checked, answered and verified."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import Seat
from marketplace.audits.casework import assign_auditor, check_document, close_case, hand_in, open_case
from marketplace.audits.findings import (
    FindingDetails,
    answer_finding,
    decide_finding,
    issue_finding,
    verify_finding,
)
from marketplace.audits.independence import Conflicting, conflicts
from marketplace.audits.models.cases import (
    AuditCheck,
    AuditMember,
    CheckOutcome,
    FindingRuling,
    MisstatementCause,
)
from marketplace.audits.models.plans import AuditPlan
from marketplace.audits.states import ANSWERED, AUDIT_CASE_LIFECYCLE, CLOSED
from marketplace.compliance.models import Report
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.kernel.states import IllegalMove
from marketplace.purchases.models.answers import Answer, ClaimDecision, ClaimRuling
from tests.conftest import NOW
from tests.factories.audits import as_auditor, items_of, make_auditor, make_case
from tests.factories.officials import make_official
from tests.factories.ordering import make_evidence, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

DETAILS = FindingDetails(
    found="Nota 2 tidak ditemukan",
    criterion="Butir 4a",
    reason="Nota hilang",
    effect="Belanja lokal terlalu besar",
    advice="Simpan nota",
    amount=Rupiah(250_000),
    due_on=date(2026, 12, 20),
)


@pytest.fixture
def auditor(session):
    return make_auditor(session)


@pytest.fixture
def other(session):
    return make_auditor(session, name="Bagus Rekaan")


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def case(session, auditor, partner):
    return make_case(session, auditor, partner)


@pytest.fixture
def photo(session, partner):
    return make_evidence(session, partner.id).id


@pytest.fixture
def shop(work, partner):
    return lambda: work(OWNER, at=partner.id, kind=PARTNER)


def put(session, auditor, act, *args, **given):
    return as_auditor(session, auditor, lambda uow: act(uow, *args, **given))


def check_all(session, auditor, case):
    for item in items_of(session, case):
        put(session, auditor, check_document, item.id, outcome=CheckOutcome.RIGHT)


@pytest.mark.parametrize("move", AUDIT_CASE_LIFECYCLE, ids=lambda move: str(move.label))
def test_a_closed_case_moves_nowhere(move):
    with pytest.raises(IllegalMove):
        move(CLOSED)


def test_a_case_goes_from_opening_to_closing(session, auditor, other, case, shop, photo):
    put(session, auditor, assign_auditor, case.id, other)
    with shop() as uow:
        hand_in(uow, case.id, text="Nota Agustus", file_id=photo)
    assert case.state is ANSWERED
    right, wrong = items_of(session, case)
    put(session, auditor, check_document, right.id, outcome=CheckOutcome.RIGHT)
    put(session, auditor, check_document, wrong.id, outcome=CheckOutcome.MISSING)
    finding = put(session, auditor, issue_finding, case.id, DETAILS)
    with pytest.raises(Refused, match="belum diperiksa"):
        put(session, auditor, close_case, case.id)
    session.rollback()
    with shop() as uow:
        answer_finding(uow, finding.id, text="Ini notanya", evidence_id=photo)
    put(session, auditor, decide_finding, finding.id, ruling=FindingRuling.REFUSED, reason="Buram")
    with shop() as uow:
        answer_finding(uow, finding.id, text="Difoto ulang", evidence_id=photo)
    put(session, auditor, decide_finding, finding.id, ruling=FindingRuling.ACCEPTED)
    with pytest.raises(Refused, match="auditor lain"):
        put(session, auditor, verify_finding, finding.id, note="Dilihat")
    session.rollback()
    put(session, other, verify_finding, finding.id, note="Dilihat di toko")
    assert put(session, auditor, close_case, case.id).closed_at == NOW
    with pytest.raises(Refused, match="ditutup"), shop() as uow:
        hand_in(uow, case.id, text="x", file_id=photo)


def test_a_document_is_looked_at_again_and_the_last_word_holds(session, auditor, case):
    item = items_of(session, case)[0]
    put(session, auditor, check_document, item.id, outcome=CheckOutcome.RIGHT)
    with pytest.raises(Refused) as refused:
        put(session, auditor, check_document, item.id, outcome=CheckOutcome.WRONG, audited=item.net)
    assert refused.value.field == "audited"
    session.rollback()
    values = {"audited": Rupiah(75_000), "cause": MisstatementCause.PRICE}
    put(session, auditor, check_document, item.id, outcome=CheckOutcome.WRONG, **values)
    rows = session.query(AuditCheck).order_by(AuditCheck.revision).all()
    assert [(row.revision, row.audited) for row in rows] == [(1, item.net), (2, 75_000)]


def test_a_case_waits_for_every_document(session, auditor, case):
    with pytest.raises(Refused, match="dokumen yang belum diperiksa"):
        put(session, auditor, close_case, case.id)
    session.rollback()
    check_all(session, auditor, case)
    assert put(session, auditor, close_case, case.id).state is CLOSED


def test_others_do_not_work_on_it(session, work, auditor, other, case, photo):
    item = items_of(session, case)[0]
    with pytest.raises(Forbidden):
        put(session, other, check_document, item.id, outcome=CheckOutcome.RIGHT)
    session.rollback()
    stranger = make_partner(session)
    with pytest.raises(NotFound), work(OWNER, at=stranger.id, kind=PARTNER) as uow:
        hand_in(uow, case.id, text="x", file_id=photo)
    with pytest.raises(NotFound):
        put(session, auditor, assign_auditor, case.id, make_official(session))


def test_nothing_is_answered_without_evidence(session, auditor, case, shop):
    finding = put(session, auditor, issue_finding, case.id, DETAILS)
    for act, number in ((hand_in, case.id), (answer_finding, finding.id)):
        files = {"file_id": None} if act is hand_in else {"evidence_id": None}
        with pytest.raises(Refused, match="Lampirkan"), shop() as uow:
            act(uow, number, text="x", **files)


@pytest.mark.parametrize("why", Conflicting)
def test_who_is_not_independent_is_told_why(session, work, auditor, other, partner, why):
    maker = make_maker(session)
    if why is Conflicting.SITS:
        session.add(Seat(user_id=other, organisation_id=partner.id, role=OWNER, from_at=NOW))
    elif why is Conflicting.PREPARED:
        make_purchase(session, partner, maker, recorded_by=other)
    elif why is Conflicting.DECIDED:
        claim = make_purchase(session, partner, maker, answer=Answer.DISPUTED)
        said = {"purchase_id": claim.id, "ruling": ClaimRuling.FALLS, "reason": "x"}
        session.add(ClaimDecision(**said, decided_by=other, decided_at=NOW))
    else:
        said = dict.fromkeys(("number", "document", "sha256", "signature", "public_key"), "x")
        session.add(Report(**said, month="2026-08", signed_by=other, signed_at=NOW))
    session.commit()
    case = make_case(session, auditor, partner)
    assert conflicts(session, session.get(AuditPlan, case.plan_id), partner.id) == {other: why}
    with pytest.raises(Refused, match=str(why.label)):
        put(session, auditor, assign_auditor, case.id, other)


def test_a_maker_of_the_documents_does_not_audit_them(session, auditor, other, partner, case):
    maker = items_of(session, case)[0].producer_id
    session.add(Seat(user_id=other, organisation_id=maker, role=OWNER, from_at=NOW))
    session.commit()
    plan = session.get(AuditPlan, case.plan_id)
    assert conflicts(session, plan, partner.id) == {other: Conflicting.SITS}
    with pytest.raises(Refused, match="sudah dibuka"):
        put(session, auditor, open_case, plan.id, partner.id, asked="x", due_on=date(2026, 12, 1))


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_checks SET audited = 1",
        "UPDATE audit_members SET user_id = 1",
        "UPDATE audit_cases SET state = 'closed', closed_at = '2026-11-24'",
        "INSERT INTO finding_answers (finding_id, text, evidence_id, answered_at)"
        " SELECT finding_id, text, evidence_id, answered_at FROM finding_answers",
        "INSERT INTO finding_verifications (answer_id, note, verified_by, verified_at)"
        " SELECT answer_id, 'x', decided_by, decided_at FROM finding_decisions",
    ],
)
def test_the_database_keeps_what_was_said(session, auditor, case, shop, photo, act):
    check_all(session, auditor, case)
    finding = put(session, auditor, issue_finding, case.id, DETAILS)
    with shop() as uow:
        answer_finding(uow, finding.id, text="Ini", evidence_id=photo)
    put(session, auditor, decide_finding, finding.id, ruling=FindingRuling.ACCEPTED)
    with pytest.raises(IntegrityError):
        session.execute(text(act))


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_cases SET asked = 'x'",
        "DELETE FROM audit_cases",
        "INSERT INTO audit_checks (item_id, revision, outcome, audited, note, checked_at)"
        " SELECT item_id, 9, outcome, audited, '', checked_at FROM audit_checks",
        "INSERT INTO audit_submissions (case_id, text, file_id, sent_at) SELECT id, 'x', 1, opened_at FROM audit_cases",
        "INSERT INTO audit_findings (public_id, case_id, number, found, criterion, reason, effect, advice, amount,"
        " due_on, issued_at) SELECT 'x', id, 1, 'x', 'x', 'x', 'x', 'x', 1, due_on, opened_at FROM audit_cases",
    ],
)
def test_a_closed_case_takes_nothing_more(session, auditor, case, act):
    check_all(session, auditor, case)
    put(session, auditor, close_case, case.id)
    assert session.query(AuditMember).count() == 1
    with pytest.raises(IntegrityError):
        session.execute(text(act))
