"""Partners hear that their memorandum ends: on the right days (WIB), once each, and not when it is settled."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.base import JOBS
from marketplace.jobs.timetable import write_due
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.notices import services
from marketplace.notices.kinds.base import REMINDERS
from marketplace.partners.memoranda import end_mou
from marketplace.partners.models import MouReminder
from marketplace.partners.mous import expiring_mou
from marketplace.partners.states import DRAFT, MouAcceptance
from tests.conftest import NOW
from tests.factories.partners import make_mou, make_partner
from tests.factories.producers import make_person, make_seat
from tests.letters import letters_of

TODAY = date(2026, 11, 24)  # a Tuesday
DAY = timedelta(days=1)


@pytest.fixture
def partner(session):
    partner = make_partner(session, mou=False)
    make_seat(session, make_person(session, name="Ratna", email="ratna@contoh.test"), partner, OWNER)
    return partner


def ends(session, partner, days, **given):
    """Signed, since January; ends so many days from today."""
    return make_mou(session, partner, **{"ends_on": TODAY + days * DAY} | given)


@pytest.fixture
def night(work):
    """All slices of one night, so many days from today."""

    def run(days=0, now=None):
        more = True
        while more:
            with work(now=now or NOW + timedelta(days=days)) as uow:
                more = services.remind(uow, REMINDERS["remind_of_mous"])

    return run


def reminders(session, mou):
    query = select(MouReminder.days).filter_by(mou_id=mou.id)
    return session.scalars(query.order_by(MouReminder.days.desc())).all()


def letters(session):
    return [letter.body for letter in letters_of(session)]


def test_it_is_said_at_90_30_and_7_days_and_on_the_last_day_weekends_too(session, partner, night):
    mou = ends(session, partner, 103)  # a Sunday
    days_told = []
    for day in range(115):
        before = len(letters(session))
        night(day)
        if len(letters(session)) > before:
            days_told.append(103 - day)

    assert days_told == [90, 30, 7, 0]
    assert reminders(session, mou) == [90, 30, 7, 0]
    assert [left for left in days_told if (mou.ends_on - left * DAY).weekday() == 6] == [7, 0]


def test_the_letter_says_which_when_and_what_to_do(session, partner, night):
    mou = ends(session, partner, 30)
    night()

    (letter,) = letters(session)
    assert "Halo Ratna," in letter
    assert f"MoU nomor {mou.number}" in letter
    assert "berakhir 24 Desember 2026, 30 hari lagi" in letter
    assert "Hubungi Dinas untuk memperpanjangnya" in letter


def test_the_day_begins_at_midnight_in_metro_and_not_in_greenwich(session, partner, night):
    mou = ends(session, partner, 8)
    night(now=datetime(2026, 11, 24, 16, 59, tzinfo=UTC))  # 23.59 WIB on the 24th: eight days left
    assert reminders(session, mou) == [30]

    night(now=datetime(2026, 11, 24, 17, 0, tzinfo=UTC))  # 00.00 WIB on the 25th: seven
    assert reminders(session, mou) == [30, 7]


def test_on_its_last_evening_it_ends_today_and_after_midnight_it_is_over(session, partner, night):
    ends(session, partner, 0)
    night(now=datetime(2026, 11, 24, 16, 59, tzinfo=UTC))
    assert "berakhir hari ini, 24 November 2026" in letters(session)[-1]

    other = make_partner(session, mou=False)
    make_seat(session, make_person(session), other, OWNER)
    ends(session, other, 0)
    night(now=datetime(2026, 11, 24, 17, 0, tzinfo=UTC))
    assert "sudah berakhir 24 November 2026" in letters(session)[-1]


def test_a_second_run_changes_nothing(session, partner, night):
    mou = ends(session, partner, 30)
    night()
    once = (reminders(session, mou), letters(session))
    night()

    assert (reminders(session, mou), letters(session)) == once


@pytest.mark.parametrize(("left", "stage"), [(90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0)])
def test_a_late_run_says_only_the_most_urgent_that_was_missed(session, partner, night, left, stage):
    mou = ends(session, partner, left)
    night()

    assert reminders(session, mou) == [stage]
    assert len(letters(session)) == 1


def test_a_worker_that_was_down_over_the_end_says_that_it_is_over(session, partner, night):
    mou = ends(session, partner, 40)
    night()
    night(43)

    assert reminders(session, mou) == [90, 0]
    assert "sudah berakhir 3 Januari 2027" in letters(session)[-1]


def test_a_worker_that_was_down_for_days_catches_up_when_it_is_back(session, work, partner):
    ends(session, partner, 30)
    for days in (0, 3):  # nobody worked in between
        with work(now=NOW + timedelta(days=days)) as uow:
            write_due(uow)
        posted = select(Outbox.written_at).filter_by(job="remind_of_mous").order_by(Outbox.id)
    written = session.scalars(posted).all()
    assert [moment.date() - NOW.date() for moment in written] == [timedelta(0), 3 * DAY]

    for _ in written:
        with work(now=NOW + timedelta(days=3)) as uow:
            JOBS["remind_of_mous"](uow, SimpleNamespace())
    assert len(letters(session)) == 1


def test_what_ended_long_ago_or_ends_far_away_is_no_news(session, partner, night):
    long_ago, far = ends(session, partner, -31), ends(session, make_partner(session, mou=False), 91)
    night()

    assert [reminders(session, mou) for mou in (long_ago, far)] == [[], []]


def test_reminding_and_the_task_stop_when_a_successor_is_accepted_and_not_before(session, partner, night):
    mou = ends(session, partner, 20)
    later = {"starts_on": mou.ends_on + DAY, "ends_on": mou.ends_on + 365 * DAY, "replaces_id": mou.id}
    draft = make_mou(session, partner, state=DRAFT, text_sha256=None, **later)
    night()
    assert reminders(session, mou) == [30]
    assert expiring_mou(session, partner.id, TODAY).number == mou.number

    draft.state, draft.text_sha256 = mou.state, "1" * 64
    draft.accepted_on, draft.accepted_how = TODAY, MouAcceptance.BEFORE
    session.commit()
    night(14)
    assert reminders(session, mou) == [30]
    assert expiring_mou(session, partner.id, TODAY) is None


def test_an_addendum_is_no_successor_and_is_not_reminded_of(session, partner, night):
    mou = ends(session, partner, 20)
    addendum = ends(session, partner, 20, starts_on=TODAY, amends_id=mou.id)
    night()

    assert (reminders(session, mou), reminders(session, addendum)) == ([30], [])
    assert expiring_mou(session, partner.id, TODAY).number == mou.number


def test_what_is_not_signed_or_was_ended_is_not_reminded_of(session, work, partner, night):
    draft = ends(session, partner, 20, state=DRAFT, text_sha256=None)
    ended = ends(session, make_partner(session, mou=False), 20)
    with work(OFFICER, at=1) as uow:
        end_mou(uow, ended.id, reason="Tutup usaha", last_day=TODAY + DAY)
    night()

    assert reminders(session, draft) == reminders(session, ended) == []


def test_one_letter_for_each_owner_with_an_address_and_none_for_staff(session, partner, night):
    make_seat(session, make_person(session, email="dua@contoh.test"), partner, OWNER)
    make_seat(session, make_person(session, email="staf@contoh.test"), partner, STAFF)
    make_seat(session, make_person(session, email=None, phone="+628123"), partner, OWNER)
    ends(session, partner, 7)
    night()

    assert [letter.to for letter in letters_of(session)] == ["ratna@contoh.test", "dua@contoh.test"]


def test_who_has_no_address_is_noted_as_told_and_not_tried_again(session, night):
    mou = ends(session, make_partner(session, mou=False), 7)
    night()

    assert reminders(session, mou) == [7]
    assert letters(session) == []


def test_many_are_told_in_slices(session, night, monkeypatch):
    monkeypatch.setattr(services, "SLICE", 2)
    mous = [ends(session, make_partner(session, mou=False), 7) for _ in range(5)]
    night()

    assert [reminders(session, mou) for mou in mous] == [[7]] * 5


def test_the_database_holds_each_stage_once(session, partner, night):
    mou = ends(session, partner, 7)
    night()
    with pytest.raises(IntegrityError):
        session.execute(
            text("INSERT INTO mou_reminders (mou_id, days, told_at) VALUES (:id, 7, :now)"),
            {"id": mou.id, "now": "2026-11-24 00:00:00"},
        )
    session.rollback()
