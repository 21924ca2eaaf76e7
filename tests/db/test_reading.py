from dataclasses import dataclass

import pytest
from sqlalchemy import select

from marketplace.db.reading import page_of
from marketplace.kernel.paging import PastTheEnd
from marketplace.places.models import Region
from marketplace.places.queries import kelurahan, kelurahan_name


@dataclass(frozen=True)
class Named:
    code: str
    name: str


VILLAGES = select(Region.code, Region.name).filter_by(level="kelurahan").order_by(Region.code)


def test_a_page_has_its_rows_and_says_how_many_there_are(session):
    page = page_of(session, VILLAGES, Named, number=2, size=10)

    assert (len(page.rows), page.number, page.total, page.size) == (10, 2, 22, 10)
    assert list(page)[0] == Named("18.72.03.1002", "Ganjar Agung")


def test_the_last_page_is_short_and_there_is_none_beyond_it(session):
    assert len(page_of(session, VILLAGES, Named, number=3, size=10).rows) == 2
    with pytest.raises(PastTheEnd) as refused:
        page_of(session, VILLAGES, Named, number=4, size=10)
    assert refused.value.last == 3


def test_the_city_has_five_kecamatan_and_twenty_two_kelurahan_with_their_postal_codes(session):
    levels = session.execute(select(Region.level, Region.postal_code)).all()

    assert sum(level == "kecamatan" for level, _ in levels) == 5
    assert all(code.startswith("341") for level, code in levels if level == "kelurahan")
    assert len(kelurahan(session)) == 22


def test_kelurahan_are_named_and_none_has_no_name(session):
    assert kelurahan(session)[0] == ("18.72.02.1001", "Banjarsari")
    assert kelurahan_name(session, "18.72.04.1003") == "Iring Mulyo"
    assert (kelurahan_name(session, None), kelurahan_name(session, "99")) == ("", "")
