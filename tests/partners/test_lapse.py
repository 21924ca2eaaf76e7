"""When the last memorandum lapses ordering closes at that moment, midnight in Metro; what was ordered stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.placing import place_orders
from marketplace.partners.models import Mou, Partner, PartnerKind
from marketplace.partners.mous import mou_pages
from marketplace.partners.queries import closed_because, may_order
from tests.factories.ordering import make_basket, make_goods
from tests.factories.partners import bind_kind

LAST = date(2026, 11, 29)  # a Sunday
MIDNIGHT = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)  # 00.00 WIB on the 30th
SECOND = timedelta(seconds=1)


@pytest.fixture
def outlet(session):
    outlet = make_basket(session, (make_goods(session, stock=50), 3))
    mou = session.scalars(select(Mou).filter_by(partner_id=outlet.partner_id)).one()
    mou.ended_on = LAST
    session.commit()
    return outlet


def place(session, work, outlet, now, key="k"):
    mark = basket_of(session, outlet.id, LAST).shown
    with work(OWNER, at=outlet.partner_id, kind=PARTNER, now=now) as uow:
        return place_orders(uow, outlet.id, key=key, shown=mark)


def test_a_second_before_midnight_it_is_still_open(session, work, outlet):
    place(session, work, outlet, MIDNIGHT - SECOND)

    assert len(session.scalars(select(Order)).all()) == 1


def test_at_midnight_it_is_closed_though_the_page_was_opened_before(session, work, outlet):
    with pytest.raises(Refused, match="Belum ada MoU yang berlaku"):
        place(session, work, outlet, MIDNIGHT)

    assert session.scalars(select(Order)).all() == []


def test_what_was_ordered_stays_and_the_same_press_is_answered_with_it(session, work, outlet):
    group = place(session, work, outlet, MIDNIGHT - SECOND)

    assert place(session, work, outlet, MIDNIGHT + SECOND).id == group.id
    (order,) = session.scalars(select(Order))
    assert order.state == "placed"
    assert [page.number for page in mou_pages(session, outlet.partner_id, LAST + timedelta(days=1))]


def test_an_office_is_open_while_a_circular_binds_it_and_not_a_day_longer(session, work, outlet):
    session.get(Partner, outlet.partner_id).kind = PartnerKind.PUBLIC_OFFICE
    bind_kind(session, until_on=LAST + timedelta(days=1))

    place(session, work, outlet, MIDNIGHT)
    with pytest.raises(Refused, match="tidak ada surat edaran yang mengikat"):
        place(session, work, outlet, MIDNIGHT + timedelta(days=1), key="besok")


def test_of_a_partner_that_is_not_there_the_answer_is_no(session):
    assert closed_because(session, 999, LAST)
    assert not may_order(session, 999, LAST)
