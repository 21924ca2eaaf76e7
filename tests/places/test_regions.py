from sqlalchemy import select

from marketplace.places.models import Region
from marketplace.places.queries import kelurahan, kelurahan_name


def test_the_city_has_five_kecamatan_and_twenty_two_kelurahan_with_their_postal_codes(session):
    levels = session.execute(select(Region.level, Region.postal_code)).all()

    assert sum(level == "kecamatan" for level, _ in levels) == 5
    assert all(code.startswith("341") for level, code in levels if level == "kelurahan")
    assert len(kelurahan(session)) == 22


def test_kelurahan_are_named_and_none_has_no_name(session):
    assert kelurahan(session)[0] == ("18.72.02.1001", "Banjarsari")
    assert kelurahan_name(session, "18.72.04.1003") == "Iring Mulyo"
    assert (kelurahan_name(session, None), kelurahan_name(session, "99")) == ("", "")
