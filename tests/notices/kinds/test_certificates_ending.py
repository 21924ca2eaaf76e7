from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.certification.models import CertificateReminder
from marketplace.certification.services.reviewing import revoke_certificate
from marketplace.kernel.review import REJECTED, RETURNED, SUBMITTED
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.notices import services
from marketplace.notices.kinds.base import REMINDERS
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.producers import make_person, make_producer, make_seat
from tests.letters import letters_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def maker(session):
    producer = make_producer(session)
    make_seat(session, make_person(session, name="Tini", email="tini@contoh.test"), producer, OWNER)
    return producer


def ends(session, maker, days, **given):
    return make_certificate(session, producer=maker, expires_on=TODAY + timedelta(days), **given)


@pytest.fixture
def night(session, work):
    """All slices of one night, so many days from today."""

    def run(days=0):
        more = True
        while more:
            with work(now=NOW + timedelta(days=days)) as uow:
                more = services.remind(uow, REMINDERS["remind_of_certificates"])

    return run


def reminders(session, row):
    query = select(CertificateReminder.days).filter_by(certificate_id=row.id)
    return session.scalars(query.order_by(CertificateReminder.days.desc())).all()


def letters(session):
    return [letter.body for letter in letters_of(session)]


def test_it_is_said_at_90_30_and_7_days_and_on_the_last_day(session, maker, night):
    row = ends(session, maker, 100)
    days_told = []
    for day in range(112):
        before = len(letters(session))
        night(day)
        if len(letters(session)) > before:
            days_told.append(100 - day)

    assert days_told == [90, 30, 7, 0]
    assert reminders(session, row) == [90, 30, 7, 0]


def test_the_letter_says_what_ends_when_and_what_to_do(session, maker, night):
    ends(session, maker, 30, number="2061872010123-26")
    ends(session, maker, 0, kind="bpom_md", number="MD123")
    night()

    (letter,) = letters(session)
    assert "Halo Tini," in letter
    assert "SPP-IRT nomor 2061872010123-26 berakhir 24 Desember 2026, 30 hari lagi" in letter
    assert "nomor MD123 berakhir hari ini, 24 November 2026" in letter
    assert letter.index("MD123") < letter.index("2061872010123-26")
    assert "ajukan penggantinya" in letter


def test_a_second_run_changes_nothing(session, maker, night):
    row = ends(session, maker, 30)
    night()
    once = (reminders(session, row), letters(session))
    night()

    assert (reminders(session, row), letters(session)) == once


@pytest.mark.parametrize(("left", "stage"), [(90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0)])
def test_a_late_run_says_only_the_most_urgent_that_was_missed(session, maker, night, left, stage):
    row = ends(session, maker, left)
    night()

    assert reminders(session, row) == [stage]
    assert len(letters(session)) == 1


def test_a_worker_that_was_down_over_the_end_says_that_it_is_over(session, maker, night):
    row = ends(session, maker, 40)
    night()
    night(43)

    assert reminders(session, row) == [90, 0]
    assert "sudah berakhir 3 Januari 2027" in letters(session)[-1]


def test_what_ended_long_ago_or_ends_far_away_is_no_news(session, maker, night):
    rows = [ends(session, maker, days) for days in (-31, 91)]
    night()

    assert [reminders(session, row) for row in rows] == [[], []]


@pytest.mark.parametrize("state", [SUBMITTED, RETURNED, REJECTED])
def test_what_was_never_approved_is_not_reminded_of(session, maker, night, state):
    row = ends(session, maker, 30, state=state)
    night()

    assert reminders(session, row) == []


def test_what_is_revoked_or_renewed_is_not_reminded_of(session, work, maker, night):
    revoked, renewed = ends(session, maker, 30), ends(session, maker, 30)
    newer = ends(session, maker, 900, state=SUBMITTED)
    renewed.superseded_by_id = newer.id
    session.commit()
    with work() as uow:
        revoke_certificate(uow, revoked.id, reason="Palsu")
    night()

    assert reminders(session, revoked) == reminders(session, renewed) == []


def test_what_has_no_end_is_never_mentioned(session, maker, night):
    row = make_certificate(session, producer=maker, kind="nib", expires_on=None)
    night()

    assert reminders(session, row) == []


def test_one_letter_for_each_owner_with_an_address_and_none_for_staff(session, maker, night):
    make_seat(session, make_person(session, email="dua@contoh.test"), maker, OWNER)
    make_seat(session, make_person(session, email="staf@contoh.test"), maker, STAFF)
    make_seat(session, make_person(session, email=None, phone="+628123"), maker, OWNER)
    make_seat(session, make_person(session, email="tutup@contoh.test", disabled_at=NOW), maker, OWNER)
    ends(session, maker, 7)
    night()

    assert [letter.to for letter in letters_of(session)] == ["tini@contoh.test", "dua@contoh.test"]


def test_who_has_no_address_is_noted_as_told_and_not_tried_again(session, night):
    row = ends(session, make_producer(session), 7)
    night()

    assert reminders(session, row) == [7]
    assert letters(session) == []


def test_a_slice_leaves_no_maker_with_half_a_letter(session, maker, night, monkeypatch):
    monkeypatch.setattr(services, "SLICE", 3)
    other = make_producer(session)
    make_seat(session, make_person(session), other, OWNER)
    rows = [ends(session, maker, 5), ends(session, maker, 6)]
    rows += [ends(session, other, 5), ends(session, other, 6)]
    night()

    assert [reminders(session, row) for row in rows] == [[7]] * 4
    assert [letter.count("hari lagi") for letter in letters(session)] == [2, 2]


def test_a_maker_with_more_papers_than_a_slice_is_served_all_the_same(session, maker, night, monkeypatch):
    monkeypatch.setattr(services, "SLICE", 2)
    rows = [ends(session, maker, 5) for _ in range(5)]
    night()

    assert [reminders(session, row) for row in rows] == [[7]] * 5


def test_the_database_holds_each_stage_once(session, maker, night):
    row = ends(session, maker, 7)
    night()
    with pytest.raises(IntegrityError):
        session.execute(
            text("INSERT INTO certificate_reminders (certificate_id, days, told_at) VALUES (:id, 7, :now)"),
            {"id": row.id, "now": "2026-11-24 00:00:00"},
        )
    session.rollback()
