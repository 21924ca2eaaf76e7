import pytest

from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.purchases.models.answers import Answer, ClaimDecision
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase


@pytest.fixture
def claim(session):
    shop = make_partner(session, name="Toko Berkah")
    return make_purchase(session, shop, make_maker(session), 75_000, answer=Answer.DISPUTED)


@pytest.fixture
def path(claim):
    return f"/office/claims/{claim.public_id}"


def test_an_officer_decides_and_both_sides_read_it(session, as_seat, claim, path):
    officer = as_seat(OFFICER)
    assert "Toko Berkah" in officer.open("/office/claims").text
    fields = {"ruling": "stands", "reason": "Notanya bertanda tangan"}
    assert officer.send(f"{path}/decide", fields, page=path).location == "/office/claims"
    session.rollback()
    assert session.query(ClaimDecision).one().ruling.value == "stands"
    assert "Toko Berkah" not in officer.open("/office/claims").text
    assert "Toko Berkah" in officer.open("/office/claims?show=all").text
    for at, page in (
        (claim.partner_id, f"/partner/purchases/{claim.public_id}"),
        (claim.producer_id, f"/producer/confirmations/{claim.public_id}"),
    ):
        assert "Notanya bertanda tangan" in as_seat(OWNER, at=at).open(page).text


def test_meanwhile_both_sides_see_who_decides_by_when(as_seat, claim):
    for at, page in (
        (claim.partner_id, f"/partner/purchases/{claim.public_id}"),
        (claim.producer_id, f"/producer/confirmations/{claim.public_id}"),
    ):
        assert "Petugas memutuskan sampai" in as_seat(OWNER, at=at).open(page).text


def test_a_reason_is_asked_for_and_an_auditor_only_reads(as_seat, path):
    answer = as_seat(OFFICER).send(f"{path}/decide", {"ruling": "falls", "reason": ""}, page=path)
    assert answer.status_code == 422
    assert 'name="reason"' not in as_seat(AUDITOR).open(path).text


def test_what_nobody_disputes_is_not_found(session, as_seat):
    plain = make_purchase(session, make_partner(session), make_maker(session))
    assert as_seat(OFFICER).open(f"/office/claims/{plain.public_id}").status_code == 404
