"""Sales that makers tell: nothing counts before the shop or an officer says so, and a document counts once."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.files.models import Attachment
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER
from marketplace.purchases import telling
from marketplace.purchases.events import PurchaseAnswered, PurchaseRecorded, SaleReplied, SaleTold
from marketplace.purchases.figures import OwnFigure
from marketplace.purchases.holding import hold_documents
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.purchases.models.told import SaleAnswer, SaleReply, SaleRuling, ToldSale
from marketplace.purchases.sellers import goods_of_maker
from marketplace.purchases.services import NewLine, record_purchase, reverse_purchase
from marketplace.purchases.telling import (
    AlreadyRecorded,
    NewSale,
    confirm_sale,
    decide_sale,
    deny_sale,
    record_otherwise,
    say_recorded,
    tell_sale,
    withdraw_sale,
)
from marketplace.purchases.told_lists import (
    ToldSales,
    recorded_sales,
    sale_decided_by,
    sales_to_answer,
    shows_told_photo,
    undecided_sales,
)
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from tests.conftest import NOW
from tests.factories.certification import make_scan
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import new_purchase

AUGUST = MonthSpan.of(Month(2026, 8))


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def as_maker(work, maker):
    return lambda: work(OWNER, at=maker.id, kind=PRODUCER)


@pytest.fixture
def as_shop(work, shop):
    return lambda: work(OWNER, at=shop.id, kind=PARTNER)


def a_sale(shop, **given):
    """18 packs for Rp 216.000 on 12 August, with the number of its note."""
    return NewSale(
        **{
            "partner_id": shop.id,
            "outlet_id": None,
            "sold_on": date(2026, 8, 12),
            "item": "Keripik Pisang",
            "quantity": Quantity.of(18),
            "unit": "BKS",
            "net": Rupiah(216_000),
            "client_id": "once",
            "document_number": "F-7",
        }
        | given
    )


@pytest.fixture
def sale(as_maker, maker, shop):
    with as_maker() as uow:
        return tell_sale(uow, maker.id, a_sale(shop))


@pytest.fixture
def recorded(work, shop, maker):
    """What the shop itself records of F-7, unless said otherwise."""

    def record(net=216_000, **given):
        line = NewLine(
            text="keripik pisang",
            quantity=Quantity.of(18),
            unit="BKS",
            unit_price=Rupiah(12_000),
            net=Rupiah(net),
        )
        new = {"source": Source.API, "producer_id": maker.id, "document_number": "Faktur F7", "lines": [line]}
        with work() as uow:
            return record_purchase(uow, new_purchase(shop, **new | given))

    return record


def counted(session, shop):
    return [(line.net, line.grade) for line in lines_of(session, AUGUST).get(shop.id, ())]


def test_a_told_sale_counts_nowhere_and_silence_changes_nothing(session, shop, sale):
    assert counted(session, shop) == []
    assert [row.id for row in sales_to_answer(session, shop.id)] == [sale.id]
    assert session.scalar(select(func.count()).select_from(Purchase)) == 0


def test_what_the_shop_confirms_both_stand_behind(session, shop, sale, as_shop, heard):
    with as_shop() as uow:
        reply = confirm_sale(uow, sale.id)
    assert counted(session, shop) == [(216_000, Grade.B)]
    assert session.get(PurchaseAnswer, reply.purchase_id).answer is Answer.CONFIRMED
    assert [type(event) for event in heard] == [SaleTold, PurchaseRecorded, PurchaseAnswered, SaleReplied]
    assert sales_to_answer(session, shop.id) == []
    with pytest.raises(Refused, match="sudah dijawab"), as_shop() as uow:
        deny_sale(uow, sale.id, reason="x")


def test_without_a_note_it_is_a_claim_of_both(session, maker, shop, as_maker, as_shop):
    with as_maker() as uow:
        sale = tell_sale(uow, maker.id, a_sale(shop, document_number=None))
    with as_shop() as uow:
        confirm_sale(uow, sale.id)
    assert counted(session, shop) == [(216_000, Grade.D)]


def test_a_makers_own_goods_are_recognised_by_name(session, maker, shop, as_maker, as_shop):
    goods = make_goods(session, maker=maker, name="Keripik Pisang")
    make_goods(session, name="Sambal Orang Lain")
    assert goods_of_maker(session, maker.id) == ["Keripik Pisang"]
    with as_maker() as uow:
        known = tell_sale(uow, maker.id, a_sale(shop, item="KERIPIK PISANG"))
        other = tell_sale(uow, maker.id, a_sale(shop, item="Barang lain", client_id="b"))
    assert (known.product_id, other.product_id) == (goods.product_id, None)
    with as_shop() as uow:
        confirm_sale(uow, known.id)
    [line] = lines_of(session, AUGUST)[shop.id]
    assert line.product_known
    assert line.categories


def test_who_keeps_a_merged_record_speaks_for_its_sales(session, shop, work, sale, maker):
    kept = make_maker(session)
    maker.merged_into_id = kept.id
    session.commit()
    [row] = ToldSales(producer_id=kept.id).rows(session)
    assert (row.id, row.maker_id) == (sale.id, kept.id)
    with work(OWNER, at=kept.id, kind=PRODUCER) as uow:
        assert withdraw_sale(uow, sale.id).answer is SaleAnswer.WITHDRAWN
    assert ToldSales(producer_id=kept.id, waiting=True).rows(session) == []


def test_told_twice_it_is_one(session, maker, shop, as_maker, sale):
    with as_maker() as uow:
        assert tell_sale(uow, maker.id, a_sale(shop)).id == sale.id
    assert session.scalar(select(func.count()).select_from(ToldSale)) == 1


def test_what_the_shop_has_is_already_there(session, maker, shop, as_maker, recorded):
    row = recorded()
    with pytest.raises(AlreadyRecorded) as refused, as_maker() as uow:
        tell_sale(uow, maker.id, a_sale(shop))
    assert refused.value.purchase_id == row.id


def test_what_the_shop_records_later_is_the_same_purchase(session, shop, sale, as_shop, recorded):
    row = recorded()
    assert sales_to_answer(session, shop.id) == []
    shown = ToldSales(partner_id=shop.id).rows(session)
    assert recorded_sales(session, shown)[sale.id].purchase_id == row.id
    with as_shop() as uow:
        assert confirm_sale(uow, sale.id).purchase_id == row.id
    assert counted(session, shop) == [(216_000, Grade.B)]


def test_what_comes_in_a_file_after_the_yes_is_not_a_second(session, shop, sale, as_shop, recorded):
    with as_shop() as uow:
        number = confirm_sale(uow, sale.id).purchase_id
    assert recorded().id == number
    assert counted(session, shop) == [(216_000, Grade.B)]


def test_with_other_figures_the_shop_says_that_it_has_it(session, shop, sale, as_shop, recorded):
    row = recorded(net=288_000)
    with pytest.raises(AlreadyRecorded), as_shop() as uow:
        confirm_sale(uow, sale.id)
    with as_shop() as uow:
        assert say_recorded(uow, sale.id).purchase_id == row.id
    assert counted(session, shop) == [(288_000, Grade.C)]
    assert session.get(PurchaseAnswer, row.id) is None


def test_the_shop_records_it_with_its_own_figure(session, shop, sale, as_shop):
    with pytest.raises(Refused, match="Isi angka Anda"), as_shop() as uow:
        record_otherwise(uow, sale.id, OwnFigure())
    with as_shop() as uow:
        reply = record_otherwise(uow, sale.id, OwnFigure(quantity=Quantity.of(12)))
    assert reply.answer is SaleAnswer.OWN_FIGURE
    assert counted(session, shop) == [(144_000, Grade.D)]  # a hand log with a number and no photo
    assert session.get(PurchaseAnswer, reply.purchase_id) is None


def test_what_a_handover_holds_is_not_told_again(session, maker, shop, as_maker, sale, as_shop, work):
    with work() as uow:
        hold_documents(uow, shop.id, maker.id, handover="h", numbers=["SJ-1", "F-7"], purchase_id=None)
    with pytest.raises(AlreadyRecorded), as_maker() as uow:
        tell_sale(uow, maker.id, a_sale(shop, client_id="twice"))
    for act in (confirm_sale, say_recorded):
        with pytest.raises(Refused), as_shop() as uow:
            act(uow, sale.id)
    assert counted(session, shop) == []


@pytest.mark.parametrize(
    ("ruling", "counts"), [(SaleRuling.COUNTED, [(216_000, Grade.D)]), (SaleRuling.NOT_COUNTED, [])]
)
def test_a_denial_goes_to_an_officer(session, shop, sale, as_shop, work, ruling, counts):
    with pytest.raises(Refused, match="apa yang tidak benar"), as_shop() as uow:
        deny_sale(uow, sale.id, reason=" ")
    with as_shop() as uow:
        deny_sale(uow, sale.id, reason="Tidak pernah datang")
    assert undecided_sales(session) == (1, NOW)
    [row] = ToldSales(undecided=True).rows(session)
    assert (row.denied_because, sale_decided_by(session, row) is not None) == ("Tidak pernah datang", True)
    assert counted(session, shop) == []

    with pytest.raises(Refused, match="dasar keputusan"), work(OFFICER, at=1) as uow:
        decide_sale(uow, sale.id, ruling=ruling, reason="")
    with work(OFFICER, at=1) as uow:
        decide_sale(uow, sale.id, ruling=ruling, reason="Nota bertanda tangan toko")
    assert counted(session, shop) == counts
    assert undecided_sales(session)[0] == 0
    with pytest.raises(Refused, match="sudah diputuskan"), work(OFFICER, at=1) as uow:
        decide_sale(uow, sale.id, ruling=ruling, reason="x")


def test_an_officer_decides_nothing_that_the_shop_has_recorded_otherwise(sale, as_shop, work, recorded):
    with as_shop() as uow:
        deny_sale(uow, sale.id, reason="Angkanya lain")
    recorded(net=288_000)
    with pytest.raises(AlreadyRecorded), work(OFFICER, at=1) as uow:
        decide_sale(uow, sale.id, ruling=SaleRuling.COUNTED, reason="x")


def test_only_a_denied_sale_is_decided_and_by_an_officer_alone(sale, as_shop, work, shop, maker):
    with pytest.raises(Refused, match="tidak dibantah"), work(OFFICER, at=1) as uow:
        decide_sale(uow, sale.id, ruling=SaleRuling.COUNTED, reason="x")
    for role, at in ((AUDITOR, 1), (OWNER, shop.id), (OWNER, maker.id)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            decide_sale(uow, sale.id, ruling=SaleRuling.COUNTED, reason="x")


def test_its_maker_withdraws_it_until_it_is_answered(session, shop, sale, as_maker, as_shop):
    with as_maker() as uow:
        withdraw_sale(uow, sale.id)
    with pytest.raises(Refused, match="sudah dijawab"), as_shop() as uow:
        confirm_sale(uow, sale.id)
    assert counted(session, shop) == []


def test_each_side_speaks_for_itself(sale, as_maker, as_shop, work):
    with pytest.raises(Forbidden), as_maker() as uow:
        confirm_sale(uow, sale.id)
    with pytest.raises(Forbidden), as_shop() as uow:
        withdraw_sale(uow, sale.id)
    with pytest.raises(Forbidden), work(OFFICER, at=1) as uow:
        confirm_sale(uow, sale.id)


def test_nobody_tells_or_confirms_a_sale_to_a_shop_they_sit_in(session, maker, shop, work, sale):
    seats = frozenset({ActorSeat(OWNER, maker.id), ActorSeat(OWNER, shop.id)})
    uow = work()
    uow.actor = Actor(user_id=None, at=maker.id, kind=PRODUCER, seats=seats)
    with pytest.raises(Refused, match="duduk di toko ini"), uow:
        tell_sale(uow, maker.id, a_sale(shop, client_id="own"))
    uow = work()
    uow.actor = Actor(user_id=None, at=shop.id, kind=PARTNER, seats=seats)
    with pytest.raises(Forbidden), uow:
        confirm_sale(uow, sale.id)


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2024, 1, 1)])
def test_its_day_has_come_and_is_not_long_gone(maker, shop, as_maker, day):
    with pytest.raises(Refused, match="Tanggal|setahun"), as_maker() as uow:
        tell_sale(uow, maker.id, a_sale(shop, sold_on=day))


@pytest.mark.parametrize("limit", ["MOST_WAITING", "MOST_A_DAY"])
def test_a_maker_does_not_flood_a_shop(maker, shop, as_maker, sale, monkeypatch, limit):
    monkeypatch.setattr(telling, limit, 1)
    with pytest.raises(Refused, match="menunggu jawaban|sehari"), as_maker() as uow:
        tell_sale(uow, maker.id, a_sale(shop, client_id="more", document_number="F-8"))


def test_what_was_taken_back_after_the_yes_counts_no_more(session, shop, sale, as_shop, work):
    with as_shop() as uow:
        number = confirm_sale(uow, sale.id).purchase_id
    with work() as uow:
        reverse_purchase(uow, number, reason="Salah")
    assert counted(session, shop) == []


def test_its_photo_is_for_both_sides(session, maker, shop, as_maker, as_shop, work):
    photo = make_scan(session, maker)
    with as_maker() as uow:
        tell_sale(uow, maker.id, a_sale(shop, evidence_id=photo.id))
    paper = session.get(Attachment, photo.id)
    assert shows_told_photo(as_shop(), paper)
    assert shows_told_photo(as_maker(), paper)
    assert not shows_told_photo(work(OWNER, at=make_partner(session).id, kind=PARTNER), paper)


def reply_to(answer, purchase="NULL", reason="''"):
    return (
        "INSERT INTO sale_replies (sale_id, answer, reason, purchase_id, replied_at)"
        f" SELECT id, '{answer}', {reason}, {purchase}, told_at FROM told_sales"
    )


@pytest.mark.parametrize(
    "statement",
    [
        reply_to("confirmed"),
        reply_to("denied"),
        reply_to("denied", "(SELECT max(id) FROM purchases)", "'x'"),
        reply_to("recorded", "(SELECT max(id) FROM purchases)"),  # of another shop
        "INSERT INTO sale_decisions (sale_id, ruling, reason, decided_at)"
        " SELECT id, 'not-counted', 'x', told_at FROM told_sales",
        "UPDATE told_sales SET net = 1",
        "DELETE FROM told_sales",
    ],
)
def test_the_database_refuses(session, sale, recorded, work, maker, statement):
    with work() as uow:
        record_purchase(uow, new_purchase(make_partner(session), producer_id=maker.id))
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.mark.parametrize("values", ["'counted', 'x', NULL", "'not-counted', '', NULL"])
def test_the_database_takes_whole_decisions(session, sale, as_shop, values):
    with as_shop() as uow:
        deny_sale(uow, sale.id, reason="x")
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO sale_decisions (sale_id, ruling, reason, purchase_id, decided_at)"
                f" SELECT id, {values}, told_at FROM told_sales"
            )
        )


def test_a_reply_stays_as_it_was_written(session, sale, as_shop):
    with as_shop() as uow:
        deny_sale(uow, sale.id, reason="x")
    assert session.get(SaleReply, sale.id).answer is SaleAnswer.DENIED
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE sale_replies SET reason = 'y'"))
