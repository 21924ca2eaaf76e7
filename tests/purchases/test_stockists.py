from datetime import date, timedelta

from marketplace.partners.models import PartnerHold
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.stockists import RECENT, sold_at
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

TODAY = date(2026, 11, 24)
CONFIRMED = {"answer": Answer.CONFIRMED}


def test_outlets_that_consent_and_bought_lately_are_named_and_no_others(session):
    """One shop after the other, each different from the first in one thing only."""
    maker = make_maker(session)
    chips, other = (make_goods(session, maker=maker) for _ in range(2))

    def shop(name, *, shown=True, until_on=None, mou=True):
        partner = make_partner(session, name=name, mou=mou)
        return make_outlet(session, partner, name="Pusat", shown=shown, until_on=until_on), partner

    def bought(place, *quantities, product_id=chips.product_id, **given):
        outlet, partner = place
        lines = [{"net": milli, "quantity_milli": milli, "product_id": product_id} for milli in quantities]
        return make_purchase(
            session, partner, maker, 1,
            **{"outlet_id": outlet.id, "bought_on": TODAY - RECENT, "lines": lines} | given,
        )  # fmt: skip

    bought(shop("Minimarket Satu"), 2000, **CONFIRMED)
    bought(shop("Ambang Swalayan"), 2000, source=Source.HANDOVER)
    bought(shop("Sebagian kembali", mou=False), 2000, -500, **CONFIRMED)

    bought(shop("Belum dijawab"), 2000)
    bought(shop("Dibantah"), 2000, answer=Answer.DISPUTED)
    bought(shop("Dianggap setuju"), 2000, source=Source.HANDOVER, one_sided=True)
    bought(shop("Semua kembali"), 2000, -2000, **CONFIRMED)
    bought(shop("Sudah lama"), 2000, bought_on=TODAY - RECENT - timedelta(days=1), **CONFIRMED)
    bought(shop("Besok"), 2000, bought_on=TODAY + timedelta(days=1), **CONFIRMED)
    bought(shop("Tidak mau disebut", shown=False), 2000, **CONFIRMED)
    bought(shop("Tutup", until_on=TODAY - timedelta(days=1)), 2000, **CONFIRMED)
    held = shop("Ditahan")
    bought(held, 2000, **CONFIRMED)
    session.add(PartnerHold(partner_id=held[1].id, from_on=TODAY, reason="x", placed_by=None))
    undone = shop("Dibatalkan")
    first = bought(undone, 2000, **CONFIRMED)
    bought(undone, -2000, reverses_id=first.id)
    bought(shop("Barang lain"), 2000, product_id=other.product_id, **CONFIRMED)
    session.commit()

    found = sold_at(session, maker.id, TODAY)
    named = {number: [shop.partner for shop in shops] for number, shops in found.items()}
    assert named == {
        chips.product_id: ["Ambang Swalayan", "Minimarket Satu", "Sebagian kembali"],
        other.product_id: ["Barang lain"],
    }
    assert [bool(shop.code) for shop in found[chips.product_id]] == [True, True, False]
    assert [shop.outlet for shop in found[other.product_id]] == ["Pusat"]
    assert sold_at(session, make_maker(session).id, TODAY) == {}


def test_what_a_merged_record_sold_is_the_kept_makers(session):
    kept = make_maker(session)
    old = make_maker(session, merged_into_id=kept.id)
    goods, partner = make_goods(session, maker=kept), make_partner(session)
    outlet = make_outlet(session, partner, shown=True)
    make_purchase(
        session, partner, old, 1, outlet_id=outlet.id, bought_on=TODAY,
        lines=[{"product_id": goods.product_id}], **CONFIRMED,
    )  # fmt: skip

    assert [*sold_at(session, kept.id, TODAY)] == [goods.product_id]
