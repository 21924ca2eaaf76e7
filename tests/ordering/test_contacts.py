from marketplace.accounts.models import Organisation
from marketplace.ordering.contacts import contact_of
from marketplace.ordering.states import Side
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner


def test_each_side_is_read_as_the_other_reaches_it(session):
    maker = make_maker(
        session, name="Keripik Bu Tini", whatsapp="+6281277770001", delivery_days=["mon", "thu"]
    )
    maker.address = "Gg. Contoh 7"
    shop = make_partner(session, whatsapp="+6281277770002", contact="Bu Rina, pembelian")
    outlet = make_outlet(
        session, shop, name="Gerai Pasar", address="Jl. Contoh 1", receiving="Pagi sampai 11.00"
    )
    session.commit()

    seller = contact_of(session, Side.MAKER, maker.id, outlet.id)
    assert (seller.name, seller.whatsapp, seller.days) == (
        "Keripik Bu Tini",
        "+6281277770001",
        ("mon", "thu"),
    )
    assert seller.address.startswith("Gg. Contoh 7")
    buyer = contact_of(session, Side.SHOP, maker.id, outlet.id)
    assert (buyer.name, buyer.person) == (session.get_one(Organisation, shop.id).name, "Bu Rina, pembelian")
    assert buyer.address.startswith("Gerai Pasar, Jl. Contoh 1") and buyer.hours == "Pagi sampai 11.00"


def test_for_a_merged_record_the_kept_maker_answers(session):
    kept, merged = make_maker(session, whatsapp="+6281277770001"), make_maker(session)
    merged.merged_into_id = kept.id
    session.commit()
    outlet = make_outlet(session, make_partner(session))
    assert contact_of(session, Side.MAKER, merged.id, outlet.id).whatsapp == "+6281277770001"
