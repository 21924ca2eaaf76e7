from dataclasses import replace

import pytest

from marketplace.accounts.models import Organisation, User
from marketplace.adapters.sealing import FernetSealer
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.producers.services.sealing import Payment, write_payment
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of
from tests.letters import letters_of

FIRST = Payment(bank_name="Bank Lampung", bank_holder="Tini", account="001234567890")


@pytest.fixture
def says(work, tmp_path):
    def say(maker, payment):
        with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
            write_payment(uow, maker.id, payment, sealer=FernetSealer(tmp_path / "key"))

    return say


def test_both_sides_read_that_it_changed_and_nobody_the_whole_number(session, queue, says):
    maker, stranger = make_maker(session, name="Keripik Bu Tini"), make_partner(session)
    outlet = make_outlet(session, make_partner(session))
    make_due(session, maker=maker, outlet=outlet)
    own, shop, _ = (owner_of(session, one) for one in (maker.id, outlet.partner_id, stranger.id))
    says(maker, FIRST)
    assert letters_of(session) == []

    says(maker, replace(FIRST, account="998877665544"))
    mine, theirs = letters_of(session)
    code = session.get_one(Organisation, maker.id).public_id
    assert (mine.to, theirs.to) == (session.get(User, own).email, session.get(User, shop).email)
    assert "hubungi Dinas" in mine.body and "/producer/onboarding/payment" in mine.body
    assert theirs.subject == "Rekening Keripik Bu Tini berubah"
    assert "berakhir 5544" in theirs.body and f"/partner/money?maker={code}" in theirs.body
    assert not any(secret in mine.body + theirs.body for secret in ("9988", "0012", "7890", "Lampung"))
