"""A maker who disputes a purchase says what it was: the shop takes that over, or an officer decides for either."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, PRODUCER
from marketplace.purchases.claims import decide_claim
from marketplace.purchases.figures import OwnFigure, deny_purchase, figure_of, reply_to_figure
from marketplace.purchases.models.answers import Answer, ClaimRuling, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseSuccessor, Source
from marketplace.purchases.models.told import FigureAnswer, MakerFigure
from marketplace.purchases.queries import PurchaseList, undecided_claims
from marketplace.purchases.services import NewLine, answer_purchase, record_purchase, reverse_purchase
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, new_purchase

OWN = OwnFigure(quantity=Quantity.of(18), amount=Rupiah(216_000))


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


@pytest.fixture
def claim(work, shop, maker):
    """24 packs for Rp 288.000, a row of a file with its note's number."""
    line = NewLine(
        text="Keripik Pisang",
        quantity=Quantity.of(24),
        unit="BKS",
        unit_price=Rupiah(12_000),
        net=Rupiah(288_000),
        tax=Rupiah(31_680),
    )
    with work() as uow:
        return record_purchase(
            uow,
            new_purchase(
                shop,
                source=Source.API,
                producer_id=maker.id,
                seller_text="",
                document_number="F-1",
                lines=[line],
            ),
        )


@pytest.fixture
def denied(claim, as_maker):
    with as_maker() as uow:
        deny_purchase(uow, claim.id, reason="Hanya 18 bungkus", figure=OWN)
    return claim


def counted(session, shop):
    """(rupiah, grade, whether disputed) of what the shop bought in August."""
    lines = lines_of(session, MonthSpan.of(Month(2026, 8)))[shop.id]
    return [(line.net, line.grade, line.disputed) for line in lines]


def successor(session, purchase):
    after = session.get(PurchaseSuccessor, purchase.id)
    return session.get(Purchase, after.successor_id)


def test_a_denial_holds_the_whole_figure_and_counts_nothing_meanwhile(session, shop, denied):
    figure = figure_of(session, denied.id)
    assert (figure.quantity, figure.net, figure.document_number) == (18_000, 216_000, "F-1")
    assert (figure.bought_on, figure.reply) == (denied.bought_on, None)
    assert counted(session, shop) == [(288_000, Grade.C, True)]


@pytest.mark.parametrize(
    ("own", "quantity", "net"),
    [
        (OwnFigure(quantity=Quantity.of(18)), 18_000, 216_000),
        (OwnFigure(amount=Rupiah(200_000)), 24_000, 200_000),
        (OwnFigure(on=date(2026, 9, 1)), 24_000, 288_000),
    ],
)
def test_what_the_maker_does_not_name_is_the_shops(session, claim, as_maker, own, quantity, net):
    with as_maker() as uow:
        deny_purchase(uow, claim.id, reason="Lain", figure=own)
    figure = session.get(MakerFigure, claim.id)
    assert (figure.quantity_milli, figure.net) == (quantity, net)
    assert figure.bought_on == (own.on or claim.bought_on)


def test_the_shop_takes_over_the_makers_figure_and_both_stand_behind_it(session, shop, denied, as_shop):
    with as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.ACCEPTED)

    assert counted(session, shop) == [(216_000, Grade.B, False)]
    after = successor(session, denied)
    (line,) = lines_in(session, after)
    assert (line.quantity_milli, line.unit_price, line.tax) == (18_000, 12_000, 23_760)
    assert session.get(PurchaseAnswer, after.id).answer is Answer.CONFIRMED
    assert undecided_claims(session)[0] == 0


def test_the_shop_keeps_to_its_figure_and_the_officer_decides(session, shop, denied, as_shop, work):
    with as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.KEPT, reason="Notanya 24")
    assert counted(session, shop) == [(288_000, Grade.C, True)]
    assert undecided_claims(session)[0] == 1
    with pytest.raises(Refused, match="sudah Anda jawab"), as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.ACCEPTED)

    with work(OFFICER, at=1) as uow:
        decide_claim(uow, denied.id, ruling=ClaimRuling.MAKERS, reason="Nota pembuat bertanda tangan toko")
    assert counted(session, shop) == [(216_000, Grade.C, False)]
    assert undecided_claims(session)[0] == 0


def test_the_officer_decides_for_the_shops_figure(session, shop, denied, work, as_shop):
    with work(OFFICER, at=1) as uow:
        decide_claim(uow, denied.id, ruling=ClaimRuling.STANDS, reason="Nota jelas")
    assert counted(session, shop) == [(288_000, Grade.C, False)]
    with pytest.raises(Refused, match="sudah diputuskan"), as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.ACCEPTED)


def test_for_no_figure_nobody_decides(session, claim, as_maker, as_shop, work):
    with as_maker() as uow:
        deny_purchase(uow, claim.id, reason="Bukan dari saya", figure=OwnFigure())
    assert figure_of(session, claim.id) is None
    with pytest.raises(Refused, match="tidak menulis angka"), work(OFFICER, at=1) as uow:
        decide_claim(uow, claim.id, ruling=ClaimRuling.MAKERS, reason="x")
    with pytest.raises(Refused, match="tidak menulis angka"), as_shop() as uow:
        reply_to_figure(uow, claim.id, answer=FigureAnswer.ACCEPTED)


def test_what_was_taken_back_is_neither_decided_nor_taken_over(denied, as_shop, work):
    with work() as uow:
        reverse_purchase(uow, denied.id, reason="Salah catat")
    with pytest.raises(Refused, match="sudah dibatalkan"), work(OFFICER, at=1) as uow:
        decide_claim(uow, denied.id, ruling=ClaimRuling.MAKERS, reason="x")
    with pytest.raises(Refused, match="sudah dibatalkan"), as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.ACCEPTED)


def test_neither_the_maker_nor_an_officer_replies_for_the_shop(denied, as_maker, work):
    for uow in (as_maker(), work(OFFICER, at=1)):
        with pytest.raises(Forbidden), uow:
            reply_to_figure(uow, denied.id, answer=FigureAnswer.ACCEPTED)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (OwnFigure(quantity=Quantity.of(24)), "sama dengan catatan toko"),
        (OwnFigure(on=date(2027, 1, 1)), "belum tiba"),
    ],
)
def test_a_figure_that_says_nothing_new_is_refused(session, claim, as_maker, own, says):
    with pytest.raises(Refused, match=says), as_maker() as uow:
        deny_purchase(uow, claim.id, reason="x", figure=own)
    session.rollback()
    assert session.get(PurchaseAnswer, claim.id) is None


def test_a_figure_of_a_return_is_below_zero_as_the_return_is(session, work, shop, maker, as_maker):
    line = NewLine(
        text="Keripik Pisang",
        quantity=Quantity.of(-4),
        unit="BKS",
        unit_price=Rupiah(12_000),
        net=Rupiah(-48_000),
    )
    with work() as uow:
        back = record_purchase(uow, new_purchase(shop, producer_id=maker.id, seller_text="", lines=[line]))
    with as_maker() as uow:
        deny_purchase(uow, back.id, reason="Hanya 2", figure=OwnFigure(quantity=Quantity.of(2)))
    figure = figure_of(session, back.id)
    assert (figure.quantity, figure.net) == (-2_000, -24_000)


def test_only_what_waits_for_the_shop_is_its_task(session, shop, denied, as_shop):
    asked = PurchaseList(partner_id=shop.id, figure_open=True)
    assert [row.public_id for row in asked.rows(session)] == [denied.public_id]
    with as_shop() as uow:
        reply_to_figure(uow, denied.id, answer=FigureAnswer.KEPT)
    assert asked.rows(session) == []


def test_several_items_have_no_one_figure(session, shop, maker, as_maker):
    several = make_purchase(session, shop, maker, 10_000, 20_000)
    with pytest.raises(Refused, match="beberapa barang"), as_maker() as uow:
        deny_purchase(uow, several.id, reason="x", figure=OWN)


@pytest.mark.parametrize("net", [0, -5])
def test_the_database_takes_figures_of_one_sign(session, denied, net):
    with pytest.raises(IntegrityError, match="maker_figures|CHECK"):
        session.execute(
            text(
                "INSERT INTO maker_figures (purchase_id, quantity_milli, net, bought_on)"
                f" SELECT purchase_id, 1, {net}, bought_on FROM maker_figures"
            )
        )


@pytest.mark.parametrize(
    ("given", "statement"),
    [
        (None, "INSERT INTO maker_figures (purchase_id, quantity_milli, net, bought_on)"
         " VALUES (:id, 1, 1, '2026-08-12')"),
        (None, "INSERT INTO claim_decisions (purchase_id, ruling, reason, decided_at)"
         " VALUES (:id, 'makers', 'x', :at)"),
        (FigureAnswer.ACCEPTED, "INSERT INTO claim_decisions (purchase_id, ruling, reason, decided_at)"
         " VALUES (:id, 'falls', 'x', :at)"),
        (FigureAnswer.ACCEPTED, "UPDATE figure_replies SET answer = 'kept'"),
        (FigureAnswer.ACCEPTED, "DELETE FROM maker_figures"),
    ],
)  # fmt: skip
def test_the_database_holds_decisions_and_figures_together(
    session, claim, as_maker, as_shop, given, statement
):
    with as_maker() as uow:
        if given:
            deny_purchase(uow, claim.id, reason="x", figure=OWN)
        elif "maker_figures" in statement:
            answer_purchase(uow, claim.id, answer=Answer.CONFIRMED)
        else:
            deny_purchase(uow, claim.id, reason="x")
    if given:
        with as_shop() as uow:
            reply_to_figure(uow, claim.id, answer=given)
    with pytest.raises(IntegrityError):
        session.execute(text(statement), {"id": claim.id, "at": NOW})


def test_the_database_takes_no_reply_after_a_decision(session, denied, work):
    with work(OFFICER, at=1) as uow:
        decide_claim(uow, denied.id, ruling=ClaimRuling.FALLS, reason="x")
    with pytest.raises(IntegrityError, match="decided"):
        session.execute(
            text(
                "INSERT INTO figure_replies (purchase_id, answer, reason, replied_at)"
                " VALUES (:id, 'accepted', '', :at)"
            ),
            {"id": denied.id, "at": NOW},
        )
