import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.purchases.claims import decide_claim
from marketplace.purchases.events import ClaimDecided
from marketplace.purchases.models.answers import Answer, ClaimRuling
from marketplace.purchases.queries import undecided_claims
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.producers import make_person
from tests.factories.purchases import make_purchase

STANDS, FALLS, _ = ClaimRuling


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def claim(session, shop):
    return make_purchase(session, shop, make_maker(session), document_number="F-1", answer=Answer.DISPUTED)


def line_of(session, claim):
    [line] = lines_of(session, MonthSpan.of(Month(2026, 8)))[claim.partner_id]
    return line


def test_a_denial_waits_for_an_officer_and_counts_nothing_meanwhile(session, claim):
    assert line_of(session, claim).disputed
    count, since = undecided_claims(session)
    assert (count, since) == (1, NOW)


@pytest.mark.parametrize("ruling", [STANDS, FALLS])
def test_what_stands_counts_with_the_grade_of_its_document(session, work, claim, heard, ruling):
    with work(OFFICER, at=1) as uow:
        decide_claim(uow, claim.id, ruling=ruling, reason="Notanya bertanda tangan pembuat")
    line = line_of(session, claim)
    assert (line.disputed, line.grade) == (ruling is FALLS, Grade.C)
    assert [type(event) for event in heard] == [ClaimDecided]
    assert undecided_claims(session)[0] == 0


def test_it_is_decided_once_and_with_a_reason(session, work, claim):
    with pytest.raises(Refused, match="dasar keputusan"), work(OFFICER, at=1) as uow:
        decide_claim(uow, claim.id, ruling=STANDS, reason=" ")
    with work(OFFICER, at=1) as uow:
        decide_claim(uow, claim.id, ruling=FALLS, reason="Tidak ada nota")
    with pytest.raises(Refused, match="sudah diputuskan"), work(OFFICER, at=1) as uow:
        decide_claim(uow, claim.id, ruling=STANDS, reason="x")


def test_only_what_its_maker_disputes_is_decided(session, work, shop):
    confirmed = make_purchase(session, shop, make_maker(session), answer=Answer.CONFIRMED)
    with pytest.raises(Refused, match="tidak dibantah"), work(OFFICER, at=1) as uow:
        decide_claim(uow, confirmed.id, ruling=STANDS, reason="x")


def test_neither_side_nor_an_auditor_decides(work, shop, claim):
    for role, at in ((AUDITOR, OrganisationId(1)), (OWNER, shop.id), (OWNER, claim.producer_id)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            decide_claim(uow, claim.id, ruling=STANDS, reason="x")


def test_not_the_officer_who_recorded_it_for_the_shop(session, work, shop):
    clerk = make_person(session).id
    claim = make_purchase(session, shop, make_maker(session), answer=Answer.DISPUTED, recorded_by=clerk)
    with pytest.raises(Forbidden), work(OFFICER, at=1, user_id=clerk) as uow:
        decide_claim(uow, claim.id, ruling=STANDS, reason="x")


@pytest.mark.parametrize(("answer", "reason"), [(Answer.CONFIRMED, "x"), (Answer.DISPUTED, "")])
def test_the_database_takes_reasoned_decisions_on_denials_alone(session, shop, answer, reason):
    claim = make_purchase(session, shop, make_maker(session), answer=answer)
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO claim_decisions (purchase_id, ruling, reason, decided_at)"
                " VALUES (:id, 'stands', :reason, :at)"
            ),
            {"id": claim.id, "reason": reason, "at": NOW},
        )


def test_a_decision_stays_as_it_was_written(session, shop):
    make_purchase(session, shop, make_maker(session), answer=Answer.DISPUTED, ruling=FALLS)
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE claim_decisions SET ruling = 'stands'"))
