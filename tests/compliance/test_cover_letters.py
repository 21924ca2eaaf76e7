from datetime import date

from marketplace.compliance.cover_letters import letter_data
from marketplace.compliance.public_months import public_months
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase


def letter(session):
    [month] = public_months(session, limit=1)
    return letter_data(month, on=date(2026, 10, 2), address="https://mb2.test/verify/x", enclosed=["Laporan"])


def test_it_says_the_share_with_its_target_and_of_how_many(session, signer):
    make_circular(session, make_clause(code="4a"))
    for _ in range(6):
        shop = make_partner(session)
        make_purchase(session, shop, make_maker(session), 100_000)
        declare(session, shop)
    make_purchase(session, make_partner(session), make_maker(session), 5_000)
    publish(session, signer)
    said = " ".join(letter(session)["says"]).replace("\u00a0", " ")
    assert "Agustus 2026" in said and "10,00 % (Rp600.000 dari Rp6.000.000)" in said
    assert "target 15 % belum terpenuhi" in said
    assert "Dari 7 mitra terikat, 7 melapor, 6 menyatakan belanja, dan 6 ada datanya." in said


def test_too_few_partners_are_no_sum(session, signer):
    make_circular(session)
    publish(session, signer)
    data = letter(session)
    assert "Kurang dari lima mitra" in " ".join(data["says"]) and data["groups"] == []
    assert data["signer"]["place"] == "Metro, 2 Oktober 2026"
