from datetime import date

import pytest

from marketplace.billing.models import PaidBy
from marketplace.billing.reversing import take_back
from marketplace.billing.services import claim_payment, confirm_received, deny_payment
from marketplace.files.models import Attachment
from marketplace.files.queries import may_open
from marketplace.kernel.errors import NotFound
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, VIEWER
from marketplace.ordering.money import (
    DueList,
    ReceiptList,
    due_row,
    dues,
    notices_of,
    receipts_of,
)
from marketplace.ordering.proofs import is_payment_proof, shows_payment_proof
from tests.factories.billing import TODAY, make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Rukun")


@pytest.fixture
def due(session, maker, shop):
    return make_due(session, maker=maker, outlet=make_outlet(session, shop, name="Gerai Pasar"))


def receive(work, due, amount, **given):
    with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
        return confirm_received(
            uow, due.id, received=amount, received_on=TODAY, paid_by=PaidBy.TRANSFER, **given
        )


def say(work, due, amount, **given):
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow:
        return claim_payment(uow, due.id, amount=amount, paid_on=TODAY, paid_by=PaidBy.QRIS, **given)


def test_a_due_carries_names_and_what_is_left(session, work, due, shop, maker):
    receive(work, due, 20_000, deducted=16_000, deducted_because="listing")
    say(work, due, 5_000)

    (row,) = dues(session, DueList(payee_id=maker.id))

    assert (row.partner, row.outlet, row.maker) == ("Toko Rukun", "Gerai Pasar", "Keripik Bu Tini")
    assert (row.amount, row.paid, row.deducted, row.left, row.claimed) == (
        100_000,
        36_000,
        16_000,
        64_000,
        5_000,
    )
    assert (row.to_say, row.flagged, row.merged) == (59_000, True, False)
    assert row.handover.endswith("/SJ/XI/2026")


def test_each_side_sees_its_own_only(session, due, maker, shop):
    other = make_due(session)

    assert [row.id for row in dues(session, DueList(payee_id=maker.id))] == [due.id]
    assert [row.id for row in dues(session, DueList(payer_id=shop.id))] == [due.id]
    with pytest.raises(NotFound):
        due_row(session, DueList(payee_id=maker.id, public_id=other.public_id))
    with pytest.raises(NotFound):
        due_row(session, DueList(payer_id=shop.id, public_id=other.public_id))
    assert due_row(session, DueList(payer_id=shop.id, public_id=due.public_id)).id == due.id


def test_they_are_narrowed_by_the_other_side_and_whether_they_are_settled(session, work, due, maker, shop):
    outlet = make_outlet(session, shop)
    paid, sooner = (
        make_due(session, maker=maker, outlet=outlet, due_on=day) for day in (TODAY, date(2026, 11, 25))
    )
    receive(work, paid, 100_000)
    (row,) = dues(session, DueList(payee_id=maker.id, settled=True))
    assert row.id == paid.id

    assert [row.id for row in dues(session, DueList(payee_id=maker.id, settled=False))] == [sooner.id, due.id]
    assert len(dues(session, DueList(payee_id=maker.id, partner=row.partner_public_id))) == 3
    assert len(dues(session, DueList(payer_id=shop.id, maker=row.maker_public_id))) == 3
    assert dues(session, DueList(payee_id=maker.id, partner="k3m9p2q7r4s8")) == []


def test_the_kept_maker_sees_what_a_merged_record_is_owed_under_its_own_name(session, due, maker):
    kept = make_maker(session, name="Keripik Tini Jaya")
    maker.merged_into_id = kept.id
    session.commit()

    (row,) = dues(session, DueList(payee_id=kept.id))
    assert (row.maker, row.merged) == ("Keripik Tini Jaya", True)


def test_receipts_tell_what_they_were_for_and_what_was_taken_back(session, work, due, maker, shop):
    first = receive(work, due, 20_000, deducted=500, deducted_because="potongan kas")
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        take_back(uow, first.id, reason="salah")
    receive(work, due, 30_000)

    page = ReceiptList(payer_id=shop.id).page(session)

    assert [(row.received, row.mirror, row.reversed) for row in page] == [
        (30_000, False, False),
        (-20_000, True, False),
        (20_000, False, True),
    ]
    assert (page.rows[2].because, page.rows[2].maker) == ("potongan kas", "Keripik Bu Tini")
    assert [row.id for row in receipts_of(session, due.id)] == [row.id for row in page]
    assert ReceiptList(payee_id=make_maker(session).id).page(session).total == 0


def test_a_deduction_is_called_by_its_name(session, work, due):
    receive(work, due, 20_000, deducted=500, deducted_because="promotion")
    assert receipts_of(session, due.id)[0].because == "Promosi"


def test_notices_tell_what_the_maker_said_to_them(session, work, due, maker):
    say(work, due, 10_000, note="lewat BCA")
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        deny_payment(uow, due.id, words="Belum masuk")
    say(work, due, 20_000)
    receive(work, due, 15_000)
    say(work, due, 5_000)

    waits, confirmed, denied = notices_of(session, due.id)
    assert waits.waits and waits.received is None
    assert (confirmed.amount, confirmed.received) == (20_000, 15_000)
    assert (denied.words, denied.note, denied.waits) == ("Belum masuk", "lewat BCA", False)


def test_both_sides_may_see_the_proof_and_nobody_else(session, work, due, maker, shop):
    proof = Attachment(
        organisation_id=shop.id,
        kind="evidence",
        name="bukti.png",
        media_type="image/png",
        size=1,
        sha256="0" * 64,
        uploaded_by=None,
        uploaded_at=None,
    )
    with work(OWNER, at=shop.id, kind=PARTNER) as uow:
        proof.uploaded_at = uow.now
        uow.add(proof)
        claim_payment(uow, due.id, amount=5, paid_on=TODAY, paid_by=PaidBy.QRIS, proof_id=proof.id)

    seeing = {
        "maker": work(OWNER, at=maker.id, kind=PRODUCER),
        "shop": work(OWNER, at=shop.id, kind=PARTNER),
        "auditor": work(AUDITOR, at=1),
        "officer": work(OFFICER, at=1),
        "viewer": work(VIEWER, at=1),
        "another maker": work(OWNER, at=make_maker(session).id, kind=PRODUCER),
    }
    see = [
        who for who, uow in seeing.items() if may_open(uow, proof, [shows_payment_proof], [is_payment_proof])
    ]
    assert see == ["maker", "shop", "auditor"]
