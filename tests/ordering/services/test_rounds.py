from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, func, select

from marketplace.catalog.models import PriceTier, Variant
from marketplace.inventory.models import StockItem
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.events import HandoverSent
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.delivering import send_handover, withdraw_handover
from marketplace.ordering.services.receiving import contest_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import CONTESTED, PREPARED, SENT, HandoverKind, TakeBackReason, TradeModel
from marketplace.producers.models import Producer
from tests.factories.ordering import consign, make_alone, make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

UNSOLD = TakeBackReason.UNSOLD


@pytest.fixture
def shop(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def visit(session, work):
    """The maker of the goods sends a round."""

    def send(outlet, *entries, client_id="hp-1"):
        maker_id = session.get(Variant, entries[0].variant_id).producer_id
        with work(STAFF, at=maker_id) as uow:
            return send_round(uow, outlet.id, client_id=client_id, entries=entries)

    return send


class TestSendRound:
    def test_it_counts_takes_back_and_brings_in_one_document(self, session, visit, shop, heard):
        goods = make_goods(session, name="Keripik Pisang", net_content="200 g")
        consign(session, goods, shop, 24, price=12_500)

        handover = visit(
            shop,
            RoundEntry(
                variant_id=goods.id,
                counted=7,
                taken_back=2,
                take_back_reason=TakeBackReason.EXPIRED,
                brought=20,
                batch=" B7 ",
                best_before=date(2027, 3, 18),
            ),
        )

        (line,) = handover.lines
        assert (handover.kind, handover.trade, handover.state) == (
            HandoverKind.ROUND,
            TradeModel.CONSIGNMENT,
            SENT,
        )
        assert (handover.number, handover.client_id) == ("0001/KT/XI/2026", "hp-1")
        assert (handover.days_to_pay, handover.answer_by) == (7, datetime(2026, 11, 27, 10, tzinfo=UTC))
        assert (line.opening, line.counted, line.taken_back, line.brought) == (24, 7, 2, 20)
        assert (line.sold, line.sold_so, line.accepted) == (None, 15, None)
        assert (line.name, line.batch, line.best_before) == ("Keripik Pisang 200 g", "B7", date(2027, 3, 18))
        assert handover.value == 187_500
        assert heard == [
            HandoverSent(
                handover_id=handover.id,
                order_id=None,
                number=handover.number,
                kind="round",
                trade="consignment",
                brought=20,
                taken_back=2,
                sold=15,
                amount=187_500,
            )
        ]

    def test_the_same_round_again_is_the_one_that_stands_whatever_it_says_now(self, session, visit, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)

        first = visit(shop, RoundEntry(variant_id=goods.id, counted=4))
        again = visit(shop, RoundEntry(variant_id=goods.id, counted=9))

        assert (again.id, again.lines[0].counted) == (first.id, 4)
        assert session.scalar(select(func.count()).select_from(Handover).filter_by(kind="round")) == 1

    def test_a_count_that_is_too_high_names_the_item_and_the_numbers(self, session, visit, shop):
        goods = make_goods(session, name="Kopi")
        consign(session, goods, shop, 10)

        with pytest.raises(
            Refused, match="Kopi: sisa 9 dan ditarik 2 menjadi 11, padahal saldo titip 10"
        ) as no:
            visit(shop, RoundEntry(variant_id=goods.id, counted=9, taken_back=2, take_back_reason=UNSOLD))

        assert no.value.field == f"counted_{goods.id}"

    def test_what_does_not_lie_there_cannot_be_counted(self, session, visit, shop):
        goods = make_goods(session, name="Kopi")

        with pytest.raises(Refused, match="Kopi: sisa 1"):
            visit(shop, RoundEntry(variant_id=goods.id, counted=1))

    def test_taking_back_needs_its_reason(self, session, visit, shop):
        goods = make_goods(session, name="Kopi")
        consign(session, goods, shop, 10)

        with pytest.raises(Refused, match="Kopi: pilih alasan 2 ditarik") as no:
            visit(shop, RoundEntry(variant_id=goods.id, counted=3, taken_back=2))

        assert no.value.field == f"reason_{goods.id}"

    def test_one_round_is_open_at_a_time_between_a_maker_and_an_outlet(self, session, visit, work, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        first = visit(shop, RoundEntry(variant_id=goods.id, counted=4))

        for _ in range(2):
            with pytest.raises(
                Refused, match="Kunjungan titip 0001/KT/XI/2026 di gerai ini belum disepakati"
            ):
                visit(shop, RoundEntry(variant_id=goods.id, counted=3), client_id="hp-2")
            if first.state is SENT:
                with work(OWNER, at=shop.partner_id) as uow:
                    contest_handover(uow, first.id, reason="hitungannya keliru")
        assert first.state is CONTESTED

    def test_another_outlet_and_another_maker_have_their_own(self, session, visit, shop):
        goods, others = make_goods(session), make_goods(session)
        beside = make_outlet(session, make_partner(session))
        for variant, outlet in ((goods, shop), (others, shop), (goods, beside)):
            consign(session, variant, outlet, 5)

        rounds = [
            visit(shop, RoundEntry(variant_id=goods.id, counted=4)),
            visit(shop, RoundEntry(variant_id=others.id, counted=4)),
            visit(beside, RoundEntry(variant_id=goods.id, counted=4), client_id="hp-2"),
        ]

        assert len({one.id for one in rounds}) == 3

    def test_not_while_consigned_goods_are_on_their_way_back(self, session, visit, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        waiting = make_alone(
            session, goods, shop, brought=0, kind=HandoverKind.RETURN, trade=TradeModel.CONSIGNMENT,
            line={"taken_back": 2, "take_back_reason": UNSOLD},
        )  # fmt: skip

        with pytest.raises(Refused, match=f"Retur {waiting.number} di gerai ini belum disepakati"):
            visit(shop, RoundEntry(variant_id=goods.id, counted=4))

    def test_a_round_that_was_withdrawn_is_written_anew_under_its_number(self, session, visit, work, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        first = visit(shop, RoundEntry(variant_id=goods.id, counted=4))
        with work(STAFF, at=goods.producer_id) as uow:
            withdraw_handover(uow, first.id)
        assert first.state is PREPARED
        with pytest.raises(Refused, match="Tulis ulang"), work(STAFF, at=goods.producer_id) as uow:
            send_handover(uow, first.id)

        again = visit(shop, RoundEntry(variant_id=goods.id, counted=6), client_id="hp-2")

        assert (again.id, again.number, again.client_id) == (first.id, "0001/KT/XI/2026", "hp-2")
        assert [line.counted for line in again.lines] == [6]

    def test_new_goods_are_brought_at_the_retail_price_less_the_shops_share(self, session, visit, shop):
        maker = make_maker(session)
        goods = make_goods(session, maker=maker, retail_price=15_000)
        make_term(session, maker, shop, margin=2_500)

        handover = visit(shop, RoundEntry(variant_id=goods.id, counted=0, brought=12))

        (line,) = handover.lines
        assert (line.opening, line.counted, line.brought, line.unit_price) == (None, None, 12, 11_250)

    def test_without_a_retail_price_at_the_wholesale_price(self, session, visit, shop):
        maker = make_maker(session)
        goods = make_goods(session, maker=maker, tiers={10: 9_000, 50: 8_000})
        make_term(session, maker, shop)

        handover = visit(shop, RoundEntry(variant_id=goods.id, counted=0, brought=5))

        assert handover.lines[0].unit_price == 9_000

    def test_a_price_that_nobody_knows_is_asked_for(self, session, visit, shop):
        maker = make_maker(session)
        goods = make_goods(session, maker=maker, name="Kopi")
        make_term(session, maker, shop)
        session.execute(delete(PriceTier).where(PriceTier.variant_id == goods.id))
        session.commit()

        with pytest.raises(Refused, match="Kopi belum punya harga") as no:
            visit(shop, RoundEntry(variant_id=goods.id, counted=0, brought=5))
        assert no.value.field == f"price_{goods.id}"
        assert visit(shop, RoundEntry(variant_id=goods.id, counted=0, brought=5, unit_price=4_000)).lines

    def test_another_price_holds_for_what_is_brought_not_for_what_was_sold(self, session, visit, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10, price=12_500)

        handover = visit(shop, RoundEntry(variant_id=goods.id, counted=4, brought=6, unit_price=14_000))

        counted, brought = handover.lines
        assert (counted.unit_price, counted.sold_so, counted.brought) == (12_500, 6, 0)
        assert (brought.unit_price, brought.brought, brought.counted) == (14_000, 6, None)
        assert handover.value == 75_000

    def test_brought_goods_are_held_from_the_counted_stock(self, session, visit, shop):
        goods = make_goods(session, stock=20)
        consign(session, goods, shop, 10)

        handover = visit(shop, RoundEntry(variant_id=goods.id, counted=4, brought=15))

        assert (handover.lines[0].reserved, session.get(StockItem, goods.id).reserved) == (15, 15)
        with pytest.raises(Refused, match="tinggal 5"):
            beside = make_outlet(session, make_partner(session))
            make_term(session, session.get(Producer, goods.producer_id), beside)
            visit(beside, RoundEntry(variant_id=goods.id, counted=0, brought=6), client_id="hp-2")

    def test_goods_that_do_not_keep_long_enough_stay_at_home(self, session, visit, shop):
        goods = make_goods(session, name="Kopi")
        consign(session, goods, shop, 10)
        shop.least_life_days = 60
        session.commit()

        with pytest.raises(Refused, match="Kopi: masa simpan tinggal 7 hari") as no:
            visit(shop, RoundEntry(variant_id=goods.id, counted=4, brought=2, best_before=date(2026, 12, 1)))
        assert no.value.field == f"best_before_{goods.id}"

    def test_where_goods_are_bought_outright_nothing_is_brought_on_consignment(self, session, visit, shop):
        goods = make_goods(session)

        with pytest.raises(Refused, match="beli putus"):
            visit(shop, RoundEntry(variant_id=goods.id, counted=0, brought=5))

    def test_what_lies_there_is_counted_whatever_the_terms_are_now(self, session, visit, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        maker = session.get(Producer, goods.producer_id)
        make_term(session, maker, shop, model=TradeModel.OUTRIGHT)
        new = make_goods(session, maker=maker)

        counted = RoundEntry(variant_id=goods.id, counted=4)
        with pytest.raises(Refused, match="beli putus"):
            visit(shop, counted, RoundEntry(variant_id=new.id, counted=0, brought=5))
        assert visit(shop, counted).trade is TradeModel.CONSIGNMENT

    def test_to_a_closed_outlet_nothing_is_brought_but_what_lies_there_is_fetched(self, session, visit, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        shop.until_on = date(2026, 11, 1)
        session.commit()

        with pytest.raises(Refused, match="sudah ditutup"):
            visit(shop, RoundEntry(variant_id=goods.id, counted=4, brought=1))
        assert visit(shop, RoundEntry(variant_id=goods.id, counted=0, taken_back=8, take_back_reason=UNSOLD))

    def test_nothing_at_all_and_an_item_twice_and_no_key_are_refused(self, session, visit, work, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        one = RoundEntry(variant_id=goods.id, counted=4)

        with pytest.raises(Refused, match="tertulis dua kali"):
            visit(shop, one, one)
        with pytest.raises(Refused, match="Muat ulang"):
            visit(shop, one, client_id="")
        with pytest.raises(Refused, match="sekurangnya satu"):
            visit(shop, RoundEntry(variant_id=make_goods(session).id, counted=0))
        with pytest.raises(Refused, match="sekurangnya satu"), work(OWNER, at=goods.producer_id) as uow:
            send_round(uow, shop.id, client_id="x", entries=[])

    def test_only_the_maker_and_only_with_its_own_goods(self, session, work, shop):
        goods, others = make_goods(session), make_goods(session)
        consign(session, goods, shop, 10)
        mine, theirs = (RoundEntry(variant_id=one.id, counted=0) for one in (goods, others))

        for role, at, entries in (
            (OWNER, shop.partner_id, [mine]),
            (OFFICER, 1, [mine]),
            (OWNER, others.producer_id, [mine]),
            (OWNER, goods.producer_id, [mine, theirs]),
        ):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                send_round(uow, shop.id, client_id="x", entries=entries)
        with pytest.raises(Refused, match="satu pembuat"), work() as uow:
            send_round(uow, shop.id, client_id="x", entries=[mine, theirs])
        with pytest.raises(NotFound), work() as uow:
            send_round(uow, shop.id, client_id="x", entries=[RoundEntry(variant_id=99_999, counted=0)])
