from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.billing.models import DeliveryRule
from marketplace.catalog.models import Availability
from marketplace.certification.eligibility import Blocked, Ok
from marketplace.certification.models import Level, Requirement
from marketplace.certification.queries import eligible_on
from marketplace.inventory.models import StockItem
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.basket import basket_of
from marketplace.ordering.events import OrderPlaced
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.states import PLACED
from marketplace.partners.models import Mou, Partner, PartnerKind
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_basket, make_goods, make_maker, make_term, set_tier
from tests.factories.partners import bind_kind

TODAY = date(2026, 11, 24)


def shown(session, outlet):
    return basket_of(session, outlet.id, TODAY).shown


def place(session, work, outlet, *, key="k", mark=None, **given):
    mark = mark or shown(session, outlet)
    with work(STAFF, at=outlet.partner_id) as uow:
        return place_orders(uow, outlet.id, key=key, shown=mark, **given)


def orders(session, group):
    return session.scalars(select(Order).filter_by(group_id=group.id).order_by(Order.id)).all()


class TestBringing:
    """Goods of Rp30.000 from a maker who asks for bringing them."""

    @pytest.fixture
    def goods(self, session):
        return make_goods(session)

    def state(self, session, goods, fee, free_from=None, since=TODAY):
        given = {"stated_by": None, "stated_at": NOW}
        session.add(
            DeliveryRule(producer_id=goods.producer_id, since=since, fee=fee, free_from=free_from, **given)
        )
        session.commit()

    @pytest.mark.parametrize(
        "free_from, fee", [(None, 15_000), (30_001, 15_000), (30_000, 0)], ids=["always", "below", "above"]
    )
    def test_the_order_keeps_the_rule_of_its_day(self, session, work, heard, goods, free_from, fee):
        self.state(session, goods, 99_000)
        self.state(session, goods, 15_000, free_from)
        self.state(session, goods, 1, since=date(2026, 11, 25))
        outlet = make_basket(session, (goods, 3))
        assert basket_of(session, outlet.id, TODAY).total == 30_000 + fee
        (order,) = orders(session, place(session, work, outlet))
        assert (order.delivery_fee, order.total, heard[0].delivery_fee) == (fee, 30_000, fee)

    def test_another_fee_than_was_shown_is_refused_and_named(self, session, work, goods):
        outlet = make_basket(session, (goods, 3))
        for fee, says in ((15_000, "ongkos kirimnya sekarang Rp15.000"), (0, "ongkos kirimnya sekarang Rp0")):
            seen = shown(session, outlet)
            self.state(session, goods, fee)
            with pytest.raises(Refused, match=says):
                place(session, work, outlet, mark=seen)

    def test_consigned_goods_are_brought_free(self, session, work, goods):
        self.state(session, goods, 15_000)
        outlet = make_basket(session, (goods, 3))
        make_term(session, session.get(Producer, goods.producer_id), outlet)
        (order,) = orders(session, place(session, work, outlet))
        assert order.delivery_fee == 0


class TestPlaceOrders:
    def test_every_maker_gets_one_order_and_the_basket_is_empty(self, session, work, heard):
        tini, agus = make_maker(session, name="Tini"), make_maker(session, name="Agus", local=False)
        one, two = make_goods(session, maker=tini), make_goods(session, maker=tini, name="Sale", price=5_000)
        coffee = make_goods(session, maker=agus, name="Kopi", price=30_000)
        outlet = make_basket(session, (one, 3), (two, 2), (coffee, 1))

        group = place(session, work, outlet, note="Lewat pintu belakang", needed_on=date(2026, 11, 30))

        first, second = orders(session, group)
        assert (first.producer_id, first.total, first.number) == (agus.id, 30_000, "0001/PO/XI/2026")
        assert (second.producer_id, second.total, second.number) == (tini.id, 40_000, "0002/PO/XI/2026")
        assert second.answer_by == datetime(2026, 11, 27, 10, tzinfo=UTC)  # Friday, five in the afternoon WIB
        assert (second.note, second.needed_on) == ("Lewat pintu belakang", date(2026, 11, 30))
        assert session.scalars(select(BasketLine)).all() == []
        assert [type(fact) for fact in heard] == [OrderPlaced, OrderPlaced]
        assert heard[1] == OrderPlaced(
            order_id=second.id,
            number=second.number,
            partner_id=outlet.partner_id,
            outlet_id=outlet.id,
            producer_id=tini.id,
            total=40_000,
        )

    def test_lines_keep_what_held_that_day(self, session, work):
        maker = make_maker(session, local=False)
        goods = make_goods(session, maker=maker, tiers={1: 10_000, 12: 9_000}, net_content="200 g")
        outlet = make_basket(session, (goods, 12))

        (order,) = orders(session, place(session, work, outlet))
        set_tier(session, goods, 8_000, from_quantity=12, from_on=TODAY)

        (line,) = order.lines
        assert (line.name, line.unit, line.quantity, line.unit_price) == (
            "Keripik Pisang 200 g",
            "BKS",
            12,
            9_000,
        )
        assert line.revision_id is not None
        assert line.local is False
        assert line.eligible in ("ok", "grace", "blocked")

    def test_a_line_of_3_october_says_what_held_before_halal_became_mandatory(self, session, work):
        """SPP-IRT alone was enough until 16 October 2026."""
        goods = make_goods(session)
        make_certificate(session, producer=session.get_one(Producer, goods.producer_id))
        for kind, from_on in (("pirt", date(2018, 8, 1)), ("halal", date(2026, 10, 17))):
            session.add(
                Requirement(
                    category_id=None,
                    scale=None,
                    certificate_kind=kind,
                    level=Level.MANDATORY,
                    from_on=from_on,
                    basis="contoh",
                )
            )
        outlet = make_basket(session, (goods, 3))
        mark = basket_of(session, outlet.id, date(2026, 10, 3)).shown
        with work(STAFF, at=outlet.partner_id, now=datetime(2026, 10, 3, 3, tzinfo=UTC)) as uow:
            group = place_orders(uow, outlet.id, key="k", shown=mark)

        def today_it_is(day):
            return type(eligible_on(session, goods.product_id, day))

        assert today_it_is(date(2026, 10, 16)) is Ok
        assert today_it_is(date(2026, 10, 17)) is Blocked
        assert today_it_is(date(2026, 10, 3)) is Ok
        session.expire_all()
        (order,) = orders(session, group)
        assert [line.eligible for line in order.lines] == ["ok"]

    def test_what_is_not_ready_stays_in_the_basket(self, session, work):
        good, gone = make_goods(session), make_goods(session, availability=Availability.SOLD_OUT)
        outlet = make_basket(session, (good, 3), (gone, 1))

        group = place(session, work, outlet)

        assert [order.producer_id for order in orders(session, group)] == [good.producer_id]
        assert [line.variant_id for line in session.scalars(select(BasketLine))] == [gone.id]

    def test_counted_stock_is_held(self, session, work):
        goods = make_goods(session, stock=10)
        outlet = make_basket(session, (goods, 4))

        (order,) = orders(session, place(session, work, outlet))

        assert session.get(StockItem, goods.id).reserved == 4
        assert order.lines[0].reserved == 4

    def test_the_same_key_gives_the_same_group(self, session, work, heard):
        outlet = make_basket(session, (make_goods(session), 3))
        mark = shown(session, outlet)

        groups = {place(session, work, outlet, mark=mark).id for _ in range(3)}

        assert len(groups) == 1
        assert len(heard) == 1
        assert len(session.scalars(select(Order)).all()) == 1

    def test_another_partner_may_use_the_same_key(self, session, work):
        goods = make_goods(session)
        outlets = [make_basket(session, (goods, 3)) for _ in range(2)]

        assert len({place(session, work, outlet, key="same").id for outlet in outlets}) == 2

    def test_another_price_than_the_one_shown_is_refused(self, session, work):
        goods = make_goods(session)
        outlet = make_basket(session, (goods, 3))
        mark = shown(session, outlet)
        set_tier(session, goods, 11_000, from_on=TODAY)

        with pytest.raises(Refused, match="Harga atau isi keranjang berubah"):
            place(session, work, outlet, mark=mark)

        assert session.scalars(select(OrderGroup)).all() == []

    def test_the_refusal_names_every_line_that_changed(self, session, work):
        names = ("Dearer", "More", "New", "Gone", "Same")
        dearer, more, new, gone, same = (make_goods(session, name=name, stock=20) for name in names)
        outlet = make_basket(session, (dearer, 3), (more, 3), (gone, 3), (same, 3))
        mark = shown(session, outlet)
        set_tier(session, dearer, 11_000, from_on=TODAY)
        gone.availability = Availability.SOLD_OUT
        session.get_one(BasketLine, (outlet.id, more.id)).quantity = 5
        session.add(
            BasketLine(outlet_id=outlet.id, variant_id=new.id, quantity=1, price_seen=10_000, added_at=NOW)
        )
        session.commit()

        with pytest.raises(Refused) as refusal:
            place(session, work, outlet, mark=mark)

        text = str(refusal.value.sentence)
        for sentence in (
            "Dearer: dari Rp10.000 menjadi Rp11.000.",
            "More: jumlahnya sekarang 5.",
            "New: baru masuk.",
            "Gone: Pembuat menyatakan habis",
        ):
            assert sentence in text
        assert "Same" not in text

    def test_many_changes_are_counted_after_the_first_few(self, session, work):
        goods = [make_goods(session) for _ in range(8)]
        outlet = make_basket(session, *((one, 1) for one in goods))
        mark = shown(session, outlet)
        for one in goods:
            set_tier(session, one, 11_000, from_on=TODAY)

        with pytest.raises(Refused, match="Masih ada 3 perubahan lagi"):
            place(session, work, outlet, mark=mark)

    def test_a_line_that_was_taken_out_meanwhile_is_told(self, session, work):
        one, two = make_goods(session), make_goods(session)
        outlet = make_basket(session, (one, 1), (two, 1))
        mark = shown(session, outlet)
        session.delete(session.get_one(BasketLine, (outlet.id, two.id)))
        session.commit()

        with pytest.raises(Refused, match="sudah dikeluarkan"):
            place(session, work, outlet, mark=mark)

    @pytest.mark.parametrize("mark", ["", "x", "a:b:c", ";;;", "a:1:None"])
    def test_a_mark_that_is_none_is_refused_too(self, session, work, mark):
        outlet = make_basket(session, (make_goods(session), 3))

        with pytest.raises(Refused, match="berubah"), work(STAFF, at=outlet.partner_id) as uow:
            place_orders(uow, outlet.id, key="k", shown=mark)

    def test_it_takes_as_many_statements_for_four_makers_as_for_one_and_few(self, session, work, statements):
        def sending(makers, lines):
            goods = [
                make_goods(session, maker=maker, stock=5)
                for maker in [make_maker(session) for _ in range(makers)]
                for _ in range(lines)
            ]
            outlet = make_basket(session, *((one, 1) for one in goods))
            mark, key, partner, outlet_id = shown(session, outlet), "k", outlet.partner_id, outlet.id

            def send():
                with work(STAFF, at=partner) as uow:
                    place_orders(uow, outlet_id, key=key, shown=mark)

            return len(statements(send))

        assert sending(1, 2) == sending(1, 10) == sending(4, 3) <= 20

    def test_so_is_an_empty_basket_and_one_below_the_minimum(self, session, work):
        short = make_basket(
            session, (make_goods(session, maker=make_maker(session, order_minimum=50_000)), 3)
        )

        for outlet in (make_basket(session), short):
            with pytest.raises(Refused, match="Belum ada pesanan yang siap"):
                place(session, work, outlet)

    def test_so_is_a_day_that_is_past_and_a_closed_outlet(self, session, work):
        outlet = make_basket(session, (make_goods(session), 3))

        with pytest.raises(Refused) as refusal:
            place(session, work, outlet, needed_on=date(2026, 11, 23))
        assert refusal.value.field == "needed_on"

        outlet.until_on = date(2026, 11, 23)
        session.commit()
        with pytest.raises(Refused, match="sudah ditutup"):
            place(session, work, outlet)

    def test_without_an_mou_in_force_nothing_is_ordered(self, session, work):
        outlet = make_basket(session, (make_goods(session), 3))
        mou = session.scalars(select(Mou).filter_by(partner_id=outlet.partner_id)).one()
        mou.ended_on = date(2026, 11, 23)
        session.commit()

        with pytest.raises(Refused, match="Belum ada MoU"):
            place(session, work, outlet)

        session.get(Partner, outlet.partner_id).kind = PartnerKind.PUBLIC_OFFICE
        bind_kind(session)
        assert orders(session, place(session, work, outlet))[0].state is PLACED

    def test_only_the_partner_itself_orders(self, session, work):
        outlet, other = make_basket(session, (make_goods(session), 3)), make_basket(session)
        mark = shown(session, outlet)

        for role, at in ((OWNER, other.partner_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                place_orders(uow, outlet.id, key="k", shown=mark)
