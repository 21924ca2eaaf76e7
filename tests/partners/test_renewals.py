from datetime import date

from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.partners.models import MouReminder
from marketplace.partners.renewals import renewals
from marketplace.partners.states import DRAFT, ENDED
from tests.conftest import NOW
from tests.factories.partners import make_mou, make_partner
from tests.factories.producers import make_person, make_seat

NOVEMBER = Month(2026, 11)


def calendar(session, first=NOVEMBER):
    return {str(month): rows for month, rows in renewals(session, first).items()}


def draft(session, partner, **given):
    return make_mou(session, partner, state=DRAFT, text_sha256=None, **given)


def test_it_has_twelve_months_each_in_the_order_of_the_days(session):
    late, early = (
        make_partner(session, name="Lambat", mou=False),
        make_partner(session, name="Cepat", mou=False),
    )
    make_mou(session, late, ends_on=date(2027, 1, 20))
    make_mou(session, early, ends_on=date(2027, 1, 3))
    for outside in (date(2026, 10, 31), date(2027, 11, 1)):
        make_mou(session, make_partner(session, mou=False), ends_on=outside)

    months = calendar(session)
    assert list(months)[:1] + list(months)[-1:] == ["2026-11", "2027-10"]
    assert {month: [row.partner for row in rows] for month, rows in months.items() if rows} == {
        "2027-01": ["Cepat", "Lambat"]
    }


def test_it_says_who_reads_the_letters_and_which_were_sent(session):
    partner = make_partner(session, mou=False)
    mou = make_mou(session, partner, ends_on=date(2026, 11, 30))
    make_seat(session, make_person(session, name="Ratna"), partner, OWNER)
    make_seat(session, make_person(session, name="Staf"), partner, STAFF)
    session.add(MouReminder(mou_id=mou.id, days=7, told_at=NOW))
    session.commit()

    (row,) = calendar(session)["2026-11"]
    assert row.readers == ["Ratna"]
    assert [(one.days, one.at) for one in row.reminders] == [(7, NOW)]


def test_a_draft_follows_but_only_a_signature_settles(session):
    partner = make_partner(session, mou=False)
    mou = make_mou(session, partner, ends_on=date(2026, 11, 30))
    (row,) = calendar(session)["2026-11"]
    assert row.successor is None

    later = {"starts_on": date(2026, 12, 1), "ends_on": date(2028, 11, 30)}
    following = draft(session, partner, replaces_id=mou.id, **later)
    (row,) = calendar(session)["2026-11"]
    assert (row.successor.number, row.successor.signed, row.settled) == (following.number, False, False)

    signed = make_mou(session, partner, **later)
    (row,) = calendar(session)["2026-11"]
    assert (row.successor.number, row.settled) == (signed.number, True)


def test_one_that_was_ended_stands_on_its_real_last_day_and_needs_nothing(session):
    partner = make_partner(session, mou=False)
    make_mou(session, partner, state=ENDED, ended_on=date(2026, 11, 26), ended_because="Pindah")

    (row,) = calendar(session)["2026-11"]
    assert (row.last_day, row.settled) == (date(2026, 11, 26), True)


def test_drafts_and_addenda_have_no_end_of_their_own(session):
    partner = make_partner(session, mou=False)
    mou = make_mou(session, partner, ends_on=date(2026, 12, 31))
    make_mou(session, partner, amends_id=mou.id, ends_on=date(2026, 12, 20))
    draft(session, make_partner(session, mou=False), ends_on=date(2026, 12, 20))

    assert [row.number for row in calendar(session)["2026-12"]] == [mou.number]


def test_at_the_end_of_the_known_time_the_calendar_is_shorter(session):
    assert list(calendar(session, Month(2099, 11))) == ["2099-11", "2099-12"]
