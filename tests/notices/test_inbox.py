"""What a person is told stands in their inbox until they read it, and reaches nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.services.erasing import erase_person
from marketplace.db.outbox import Outbox
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import TransactionEvents
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.notices.digest import send_digests
from marketplace.notices.inbox import InboxList, own_notice, reach_of, read, read_all, unread_elsewhere
from marketplace.notices.kinds import order_placed, order_proposal_accepted
from marketplace.notices.models import MailWay, Notice, NoticePreference
from marketplace.notices.passing_on import UnreachedList
from marketplace.notices.preferences import choose, own_preferences
from marketplace.notices.telling import is_quiet, quiet_end, settle, tell
from marketplace.ordering.events import OrderConfirmed
from tests.conftest import NOW
from tests.factories.producers import make_person, make_producer, make_seat
from tests.letters import letters_of

DEADLINE = (NOW + timedelta(days=3)).isoformat()
PLACED = {
    "number": "0001/PO/XI/2026",
    "partner": "Toko Rukun",
    "total": 30_000,
    "deadline": DEADLINE,
    "link": "/producer/orders/abc",
}
CONFIRMED = PLACED | {"maker": "Bu Tini"}
ABOUT = OrderConfirmed(order_id=7)
NIGHT = NOW.replace(hour=15)  # 22.00 WIB


@pytest.fixture
def maker(session):
    return make_producer(session)


@pytest.fixture
def tini(session, maker):
    person = make_person(session, name="Tini", email="tini@contoh.test")
    make_seat(session, person, maker)
    return person


@pytest.fixture
def telling(work, maker):
    def tell_maker(letter=order_placed.LETTER, figures=PLACED, now=NOW):
        with work(now=now) as uow:
            tell(uow, letter, {maker.id: figures}, ABOUT)

    return tell_maker


@pytest.fixture
def as_tini(work, maker, tini):
    return lambda: work(OWNER, at=maker.id, kind=PRODUCER, user_id=tini.id)


def lines(session, maker, person):
    return InboxList(reader_id=person.id, organisation_id=maker.id).rows(session)


def test_an_owner_without_an_address_is_told_in_the_inbox(session, maker, telling):
    phoned = make_person(session, email=None, phone="+628123")
    make_seat(session, phoned, maker)
    telling()
    (line,) = lines(session, maker, phoned)
    assert line.title == "Pesanan baru 0001/PO/XI/2026 dari Toko Rukun"
    assert (line.link, line.due_at.isoformat(), line.read_at) == (PLACED["link"], DEADLINE, None)
    assert letters_of(session) == []


def test_reading_is_written_once_and_seen_by_whoever_caused_it(session, maker, tini, telling, as_tini, work):
    telling()
    (line,) = lines(session, maker, tini)
    before = reach_of(session, ("order", 7), maker.id, ["order-placed"])
    with as_tini() as uow:
        read(uow, line.public_id)
    with work(OWNER, at=maker.id, kind=PRODUCER, user_id=tini.id, now=NOW + timedelta(hours=1)) as uow:
        read(uow, line.public_id)
    after = reach_of(session, ("order", 7), maker.id, ["order-placed"])
    assert (before.mail, before.read_at, after.read_at) == (MailWay.SENT, None, NOW)


def test_nobody_opens_what_another_was_told(session, maker, tini, telling, work):
    telling()
    (line,) = lines(session, maker, tini)
    colleague = make_person(session)
    other = make_producer(session)
    for person, at in ((colleague, maker.id), (tini, other.id)):
        with pytest.raises(NotFound), work(OWNER, at=at, kind=PRODUCER, user_id=person.id) as uow:
            own_notice(uow, line.public_id)
        assert InboxList(reader_id=person.id, organisation_id=at).rows(session) == []


def test_all_are_read_of_one_business_and_the_other_is_counted(session, maker, tini, telling, as_tini, work):
    other = make_producer(session)
    make_seat(session, tini, other)
    telling()
    with work() as uow:
        tell(uow, order_placed.LETTER, {other.id: PLACED}, ABOUT)
    with as_tini() as uow:
        read_all(uow)
    assert [line.read_at for line in lines(session, maker, tini)] == [NOW]
    assert unread_elsewhere(session, reader_id=tini.id, organisation_id=maker.id) == 1


def test_what_asked_for_an_act_is_done_once_it_was_done(session, maker, tini, telling, work):
    telling()
    telling(order_proposal_accepted.LETTER, CONFIRMED)
    with work() as uow:
        settle(uow, TransactionEvents([ABOUT]))
    placed = select(Notice.done_at).where(Notice.letter == "order-placed")
    news = select(Notice.done_at).where(Notice.letter == order_proposal_accepted.LETTER.name)
    assert (session.scalar(placed), session.scalar(news)) == (NOW, None)


class TestWishes:
    @pytest.fixture
    def wishing(self, as_tini):
        def wish(**given):
            with as_tini() as uow:
                choose(uow, **{"digest": False, "quiet": False, "muted": []} | given)

        return wish

    def test_a_muted_kind_sends_no_letter_and_a_deadline_always_does(self, session, telling, wishing):
        wishing(muted=["order_proposal_accepted", "order_placed", "nonsense"])
        telling()
        telling(order_proposal_accepted.LETTER, CONFIRMED)
        (letter,) = letters_of(session)
        assert letter.subject.startswith("Pesanan baru")
        assert session.get(NoticePreference, session.scalar(select(Notice.reader_id))).muted == [
            "order_proposal_accepted"
        ]

    def test_a_digest_gathers_news_once_and_leaves_out_what_was_read(
        self, session, maker, tini, telling, wishing, as_tini, work
    ):
        wishing(digest=True)
        for _ in range(3):
            telling(order_proposal_accepted.LETTER, CONFIRMED)
        assert letters_of(session) == []
        with as_tini() as uow:
            read(uow, lines(session, maker, tini)[0].public_id)
        for _ in range(2):
            with work(now=NOW + timedelta(hours=12)) as uow:
                assert not send_digests(uow)
        (letter,) = letters_of(session)
        assert letter.subject == "2 kabar dari MB2"
        assert letter.body.count("0001/PO/XI/2026") == 2

    def test_in_quiet_hours_news_waits_for_the_morning_and_a_deadline_does_not(
        self, session, telling, wishing
    ):
        wishing(quiet=True)
        telling(now=NIGHT)
        telling(order_proposal_accepted.LETTER, CONFIRMED, now=NIGHT)
        waits = session.scalars(select(Outbox.next_try_at).order_by(Outbox.id)).all()
        assert waits == [None, quiet_end(NIGHT)]

    def test_without_a_wish_all_is_told_at_once(self, as_tini):
        with as_tini() as uow:
            assert own_preferences(uow) == (False, False, [])


@pytest.mark.parametrize(
    ("hour", "quiet", "hours"),
    [(13, False, 9), (14, True, 8), (21, True, 1), (22, False, 24)],  # UTC; 20.00, 21.00, 04.00, 05.00 WIB
)
def test_quiet_hours_are_those_of_metro(hour, quiet, hours):
    moment = NOW.replace(hour=hour, minute=0, second=0, microsecond=0)
    assert is_quiet(moment) is quiet
    assert quiet_end(moment) - moment == timedelta(hours=hours)


@pytest.mark.parametrize(
    "change", ["letter = 'x'", "figures = '{}'", "link = '/x'", "reader_id = reader_id + 1", "read_at = NULL"]
)
def test_what_was_told_does_not_change(session, maker, tini, telling, as_tini, change):
    telling()
    with as_tini() as uow:
        read_all(uow)
    with pytest.raises(IntegrityError, match="what was told does not change"):
        session.execute(text(f"UPDATE notices SET {change}"))


def test_whoever_erases_their_account_takes_their_inbox_along(session, maker, tini, telling, work):
    make_seat(session, make_person(session), maker)
    telling()
    uow = work(OWNER, at=maker.id, kind=PRODUCER, user_id=tini.id)
    uow.actor = Actor(tini.id)
    with uow:
        erase_person(uow)
    assert tini.id not in session.scalars(select(Notice.reader_id)).all()


def test_a_letter_of_no_kind_is_not_told(work, maker):
    with pytest.raises(LookupError), work() as uow:
        tell(uow, Letter("of-no-kind", _l("Judul"), _l("Isi")), {maker.id: {}})


def test_what_is_overdue_stays_with_officers_until_it_is_done(session, maker, telling, work):
    phoned = make_person(session, email=None, phone="+628123")
    make_seat(session, phoned, maker)
    telling()
    telling(
        order_proposal_accepted.LETTER, {name: CONFIRMED[name] for name in CONFIRMED.keys() - {"deadline"}}
    )
    late = NOW + timedelta(days=40)
    waiting = UnreachedList(now=late, waits=True).rows(session)
    assert [row.letter for row in waiting] == ["order-placed"]
    with work(now=late) as uow:
        settle(uow, TransactionEvents([ABOUT]))
    assert UnreachedList(now=late, waits=True).rows(session) == []


def test_what_people_are_told_elsewhere_stays_muted(session, maker, tini, as_tini):
    """Whoever sits at a shop too muted there what no maker is told."""
    session.add(NoticePreference(user_id=tini.id, digest=False, quiet=False, muted=["order_confirmed"]))
    session.commit()
    with as_tini() as uow:
        choose(uow, digest=True, quiet=False, muted=["order_proposal_accepted"])
    assert session.get(NoticePreference, tini.id).muted == ["order_confirmed", "order_proposal_accepted"]
