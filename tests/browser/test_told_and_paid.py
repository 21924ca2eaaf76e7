"""On a phone, from the home by what is visible on it: money is asked for, paid, checked and billed; and how people
wish to be told holds.
"""

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from marketplace.accounts.models import Seat, User
from marketplace.billing.models import Due
from marketplace.db.outbox import Outbox
from marketplace.kernel import clock
from marketplace.kernel.clock import WIB
from marketplace.notices.kinds import payments
from marketplace.notices.models import Notice
from marketplace.notices.telling import quiet_end, tell
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.states import AGREED, CONFIRMED
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.browser.hand import Hand
from tests.browser.seeding import within
from tests.browser.test_paying_and_sharing import seat_of
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.files.pictures import jpeg

MAKER, SHOP = "produsen@mb2.test", "mitra@mb2.test"


@pytest.fixture
def owed(bare):
    """Rp100.000 for a delivery of three weeks ago, late since two."""
    with within(bare) as (uow, _):
        session, day = uow.session, uow.today - timedelta(days=21)
        maker = uow.get(Producer, seat_of(session, MAKER))
        outlet = session.scalars(select(Outlet).filter_by(partner_id=seat_of(session, SHOP))).first()
        order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet, state=CONFIRMED)
        line = HandoverLine(
            variant_id=order.lines[0].variant_id, name="Keripik Pisang", unit="BKS", unit_price=10_000,
            brought=10, accepted=10, rejected=0, taken_back=0,
        )  # fmt: skip
        handover = make_handover(session, order=order, state=AGREED, lines=[line])
        due = Due(
            handover_id=handover.id, payee_id=maker.id, payer_id=order.partner_id, outlet_id=order.outlet_id,
            amount=handover.value, owed_on=day, due_on=day + timedelta(days=7),
        )  # fmt: skip
        session.add(due)
        return handover.public_id


@pytest.fixture
def hands(bare, phone):
    both = {person: Hand(phone(bare, person=person)) for person in (MAKER, SHOP)}
    for hand in both.values():
        hand.page.goto("/")
    yield both
    for hand in both.values():
        for act in hand.acts:
            print(f"{act.name:32} {act.taps} taps, {act.fields} fields")


def ask(maker):
    """The last tap leads out, to WhatsApp with the text that was read before."""
    maker.home()
    act = maker.begin("ask to be paid")
    maker.tap("Tagih", within="main")
    with maker.page.expect_request("https://wa.me/**") as text:
        maker.tap("Tagih lewat WhatsApp")
    assert (act.taps, act.fields) == (2, 0) and "100.000" in text.value.url


def pay(shop, photo):
    shop.home()
    act = shop.begin("pay by transfer, with a photo")
    shop.tap("Bayar", within="main")
    shop.tap("Transfer bank")
    shop.upload("Foto bukti bayar", photo)
    shop.tap("Saya sudah membayar")
    shop.sees("diberi tahu dan diminta membenarkan")
    assert (act.taps, act.fields) == (4, 0)


def check(maker):
    maker.page.goto("/producer/")
    act = maker.begin("check it, and it is paid")
    maker.tap("bilang sudah membayar", within="main")
    expect(maker.page.get_by_alt_text("Foto bukti bayar")).to_be_visible()
    maker.tap("Benar, uang diterima")
    maker.sees("Lunas")
    assert (act.taps, act.fields) == (2, 0)


def bill(maker, handover):
    maker.page.goto(f"/producer/handovers/{handover}")
    act = maker.begin("bill a delivery")
    maker.tap("Buat nota")
    maker.sees("Nota tagihan 0001/INV/")
    assert (act.taps, act.fields) == (1, 0)


def wish(hand, *words):
    """From the home: how one would like to be told."""
    hand.home()
    act = hand.begin("wish " + ", ".join(words))
    hand.tap("Kabar")
    hand.tap("Cara kami memberi tahu")
    for word in words:
        hand.tap(word)
    hand.tap("Simpan")
    hand.sees("disimpan")
    assert (act.taps, act.fields) == (3 + len(words), 0)


FIGURES = {"number": "0001/SJ/XI/2026", "other": "Keripik", "amount": 1, "left": 0, "link": "/partner/money"}


def told(bare, hour):
    """How the shop is told of a payment at this hour, and until when the letter waits."""
    with within(bare) as (uow, _):
        uow.now = datetime.combine(uow.today, time(hour), tzinfo=WIB)
        shop_id = seat_of(uow.session, SHOP)
        before = uow.session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0
        tell(uow, payments.CONFIRMED, {shop_id: FIGURES})
        reader = select(User.id).join(Seat, Seat.user_id == User.id).where(User.email == SHOP)
        said = select(Notice.mail).where(Notice.reader_id.in_(reader)).order_by(Notice.id.desc())
        letters = select(Outbox.next_try_at).where(Outbox.job == "send_mail", Outbox.id > before)
        return uow.session.scalars(said.limit(1)).one().value, uow.session.scalars(letters).all()


def be_told(bare, shop):
    """The wishes of before hold beside each new one; what is muted is sent in no way."""
    morning = quiet_end(datetime.combine(clock.now().date(), time(23), tzinfo=WIB))
    assert told(bare, 10)[0] == "sent"
    wish(shop, "Jam tenang")
    assert told(bare, 10) == ("sent", [None])
    assert told(bare, 23) == ("sent", [morning])
    wish(shop, "Ringkasan tiap pagi")
    assert told(bare, 10) == ("digest", [])
    wish(shop, "Pembayaran diterima")
    assert told(bare, 10) == ("muted", [])


def test_money_is_asked_for_paid_checked_and_billed_and_people_told_as_they_wish(bare, hands, owed, tmp_path):
    photo = tmp_path / "bukti.jpg"
    photo.write_bytes(jpeg())
    ask(hands[MAKER])
    pay(hands[SHOP], photo)
    check(hands[MAKER])
    bill(hands[MAKER], owed)
    be_told(bare, hands[SHOP])
