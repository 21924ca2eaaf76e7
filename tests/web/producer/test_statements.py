"""The statement of account as both sides read it, and nobody else."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.papers import pages_of
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_account


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_both_sides_read_the_same_and_others_nothing(session, as_seat):
    maker, outlet = (
        make_maker(session, name="Bu Tini"),
        make_outlet(session, make_partner(session, name="Rukun")),
    )
    make_due(session, 123_000, maker=maker, outlet=outlet)
    make_account(session, maker.id)
    shop, mine = (session.get(Organisation, id).public_id for id in (outlet.partner_id, maker.id))
    stranger = make_maker(session)
    session.commit()
    own, buyer = as_seat(OWNER, at=maker.id), as_seat(OWNER, at=outlet.partner_id)
    page = own.open(f"/producer/money/shops/{shop}/statement").text
    other = buyer.open(f"/partner/money/makers/{mine}/statement/2026-11").text
    assert all("Rp123.000" in one and "Saldo akhir" in one for one in (page, other))
    paper = own.open(f"/producer/money/shops/{shop}/statement/2026-11/statement.pdf")
    text = "".join(pages_of(paper.data))
    assert "Rekening" in text and "Saldo akhir" in text and "123.000" in text
    assert f"/partner/money/makers/{mine}" in "".join(text.split()) and "Bank Lampung ····7890" in text
    assert all("Bank Lampung ····7890" in one for one in (page, other))
    assert "123000" in own.open(f"/producer/money/shops/{shop}/statement/2026-11/statement.csv").text
    assert as_seat(OWNER, at=stranger.id).open(f"/producer/money/shops/{shop}/statement").status_code == 404
    assert own.open(f"/producer/money/shops/{shop}/statement/2026-1").status_code == 404
