from datetime import date

from marketplace.purchases.other_sellers import bought_from_others
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

SINCE, UNTIL = date(2025, 12, 1), date(2026, 11, 24)


def test_what_is_bought_from_no_local_maker_counts_by_its_text_the_biggest_first(session):
    shop, other = make_partner(session), make_partner(session)
    local, away = make_maker(session), make_maker(session, name="Pabrik Jauh", local=False)
    sugar = {"text": "Gula Pasir", "net": 200_000, "unit_price": 17_000, "unit": "KG"}
    make_purchase(
        session, shop, None, lines=[sugar, {"text": "Teh", "net": 50_000}], bought_on=date(2026, 8, 1)
    )
    make_purchase(
        session,
        shop,
        None,
        lines=[sugar | {"text": "GULA PASIR", "unit_price": 18_000}, {"text": "Gula pasir", "net": -40_000}],
        bought_on=date(2026, 9, 1),
        seller_text="Grosir Baru",
    )
    make_purchase(session, shop, away, lines=[{"text": "Kopi", "net": 90_000}])
    make_purchase(session, shop, local, lines=[{"text": "Keripik", "net": 900_000}])
    make_purchase(session, other, None, lines=[{"text": "Beras", "net": 900_000}])
    make_purchase(session, shop, None, lines=[{"text": "Lama", "net": 900_000}], bought_on=date(2025, 11, 30))
    make_purchase(
        session, shop, None, lines=[{"text": "Salah", "net": 70_000}, {"text": "Salah", "net": -70_000}]
    )

    # the factory adds a line of its own to each purchase
    found = bought_from_others(session, shop.id, SINCE, UNTIL, most=10)
    by_text = {one.text: one for one in found.texts}

    assert [one.text for one in found.texts if one.text != "Keripik Pisang"] == ["GULA PASIR", "Kopi", "Teh"]
    assert (by_text["GULA PASIR"].net, by_text["GULA PASIR"].times) == (360_000, 2)
    assert by_text["GULA PASIR"][4:] == (date(2026, 9, 1), "Grosir Baru", "KG", 18_000)
    assert by_text["Kopi"].seller == "Pabrik Jauh"
    assert found.net == sum(one.net for one in found.texts)
    assert len(bought_from_others(session, shop.id, SINCE, UNTIL, most=1).texts) == 1
