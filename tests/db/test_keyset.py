from sqlalchemy import select

from marketplace.db.keyset import Asked, Ids, Order, page_of_ids
from marketplace.places.models import Region

VILLAGES = select(Region).filter_by(level="kelurahan")
BY_CODE = Order(Region.code, Region.code, down=False)


def page(session, place=None, **asked):
    return page_of_ids(session, VILLAGES, BY_CODE, Asked(**asked), place, size=10)


def test_pages_follow_one_another_both_ways(session):
    codes = session.scalars(VILLAGES.with_only_columns(Region.code).order_by(Region.code)).all()
    first, second, last = codes[:10], codes[10:20], codes[-10:]

    assert page(session) == Ids(first, True, False)
    assert page(session, [first[-1]], after="x") == Ids(second, False, False)
    assert page(session, [second[-1]], after="x") == Ids(codes[20:], False, True)
    assert page(session, end=True) == Ids(last, False, True)
    assert page(session, [last[0]], before="x") == Ids(codes[2:12], False, False)
    assert page(session, [second[0]], before="x") == Ids(first, True, False)


def test_before_a_row_that_is_gone_or_too_near_the_top_stands_the_first_page(session):
    first = page(session)

    assert page(session, before="gone") == page(session, after="gone") == first
    assert page(session, [first.found[3]], before="x") == first
