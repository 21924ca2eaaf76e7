"""Makers as they are listed and searched for, and what everybody may know of one."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.db.holds import HoldRow
from marketplace.kernel.review import APPROVED, SUBMITTED, ReviewState
from marketplace.producers.cards import producer_card, public_card
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Locality, LocalityBasis, ProducerHold, Scale
from marketplace.producers.queries import (
    ProducerList,
    holds,
    local_on,
    localities,
    names_of,
)
from tests.factories.officials import make_official
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 9, 30)
QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENDS = st.none() | st.integers(0, 60)


def listed(session, **given):
    return ProducerList(**{"day": TODAY} | given).rows(session)


def names(session, **given):
    return [row.name for row in listed(session, **given)]


def hold(session, maker, **given):
    row = ProducerHold(
        **{"producer_id": maker.id, "from_on": FIRST, "until_on": LAST, "reason": "Contoh", "placed_by": None}
        | given
    )
    session.add(row)
    session.commit()
    return row


def stretch(session, maker, from_on, until_on, **given):
    session.add(
        Locality(
            **{
                "producer_id": maker.id, "from_on": from_on, "until_on": until_on,
                "basis": LocalityBasis.SITE_VISIT, "verified_by": None,
            }
            | given
        )
    )  # fmt: skip
    session.commit()


class TestSearching:
    @pytest.mark.parametrize("typed", ["tini", "BU TINI", "Keripik Bu Tini", "k bu"])
    def test_part_of_a_name_in_any_case_finds_it(self, session, typed):
        make_producer(session, name="Keripik Bu Tini")
        make_producer(session, name="Abon Pak Dedi")
        assert names(session, name=typed) == ["Keripik Bu Tini"]

    @pytest.mark.parametrize("sign", ["%", "_", "\\"])
    def test_a_sign_is_a_letter_like_any_other(self, session, sign):
        make_producer(session, name="Keripik Bu Tini")
        make_producer(session, name=f"Kopi 100{sign} Robusta")
        assert names(session, name=sign) == [f"Kopi 100{sign} Robusta"]

    def test_a_nib_finds_its_maker_only_when_it_is_whole(self, session):
        make_producer(session, name="Keripik", nib="1234567890123")
        assert names(session, name="1234567890123") == ["Keripik"]
        assert names(session, name="123456789012") == []

    def test_everything_given_narrows_together(self, session):
        make_producer(session, name="A", scale=Scale.SMALL, kelurahan_code="18.72.01.1005")
        make_producer(session, name="B", scale=Scale.SMALL)
        make_producer(session, name="C", state=SUBMITTED)
        assert names(session, scale=Scale.SMALL) == ["A", "B"]
        assert names(session, kelurahan="18.72.01.1005") == ["A"]
        assert names(session, state=SUBMITTED) == ["C"]
        assert names(session, scale=Scale.SMALL, state=SUBMITTED) == []


class TestWhatStrangersSee:
    @pytest.mark.parametrize("state", ReviewState)
    def test_only_an_approved_maker_is_shown(self, session, state):
        maker = make_producer(session, state=state)
        shown = state is APPROVED
        assert (len(listed(session, public=True)) == 1) is shown
        assert (public_card(session, maker.slug, TODAY) is not None) is shown
        assert producer_card(session, maker.id) is not None

    @pytest.mark.parametrize(
        ("day", "shown"), [(FIRST - DAY, True), (FIRST, False), (LAST, False), (LAST + DAY, True)]
    )
    def test_a_suspended_maker_is_hidden_from_the_first_day_through_the_last(self, session, day, shown):
        maker = make_producer(session)
        hold(session, maker)
        assert (len(listed(session, public=True, day=day)) == 1) is shown
        assert (public_card(session, maker.slug, day) is not None) is shown
        assert [row.held for row in listed(session, day=day)] == [not shown]

    def test_a_suspension_without_an_end_lasts(self, session):
        maker = make_producer(session)
        hold(session, maker, until_on=None)
        assert public_card(session, maker.slug, date(2099, 1, 1)) is None

    def test_a_card_tells_nothing_private(self, session):
        card = producer_card(session, make_producer(session, whatsapp="+6281234567890").id)
        text = " ".join(map(str, vars(card).values()))
        assert "6281234567890" not in text
        assert "Gg. Contoh" not in text

    def test_a_maker_that_is_not_there_has_no_card(self, session):
        assert producer_card(session, 999) is None
        assert public_card(session, "tidak-ada", TODAY) is None


class TestLocality:
    @given(start=ENDS, length=ENDS, day=st.integers(-5, 130))
    @QUIET
    def test_one_question_and_the_list_agree_on_every_day(self, session, start, length, day):
        maker = make_producer(session)
        from_on = None if start is None else FIRST + start * DAY
        until_on = None if length is None else FIRST + ((start or 0) + length) * DAY
        stretch(session, maker, from_on, until_on)
        on = FIRST + day * DAY
        wanted = (from_on or on) <= on <= (until_on or on)
        assert local_on(session, maker.id, on) is wanted
        [row] = [row for row in listed(session, day=on) if row.id == maker.id]
        assert bool(row.local) is wanted

    def test_two_stretches_do_not_list_a_maker_twice(self, session):
        maker = make_producer(session)
        stretch(session, maker, None, LAST)
        stretch(session, maker, LAST + DAY, None)
        assert len(listed(session)) == 1

    def test_they_are_listed_the_newest_first_with_who_vouched(self, session):
        maker, official = make_producer(session), make_official(session, name="Sri Wahyuni")
        stretch(session, maker, FIRST, LAST)
        stretch(session, maker, LAST + DAY, None, verified_by=official)
        rows = localities(session, maker.id)
        assert [(row.from_on, row.verified_by) for row in rows] == [
            (LAST + DAY, "Sri Wahyuni"),
            (FIRST, None),
        ]
        assert localities(session, make_producer(session).id) == []


class TestHolds:
    def test_they_are_listed_the_newest_first(self, session):
        maker = make_producer(session)
        hold(session, maker, reason="satu")
        hold(session, maker, reason="dua", from_on=TODAY, until_on=None)
        assert [row.reason for row in holds(session, maker.id)] == ["dua", "satu"]

    @pytest.mark.parametrize(("until_on", "over"), [(TODAY - DAY, True), (TODAY, False), (None, False)])
    def test_one_is_over_after_its_last_day(self, until_on, over):
        assert HoldRow(1, FIRST, until_on, "Contoh").over(TODAY) is over


def test_names_are_found_for_those_asked_for(session):
    one, other = make_producer(session, name="Satu"), make_producer(session, name="Dua")
    assert names_of(session, [one.id, other.id]) == {one.id: "Satu", other.id: "Dua"}
    assert names_of(session, []) == {}


def test_industries_have_five_digits_and_a_title():
    assert all(len(code) == 5 and code.isdigit() and title for code, title in kbli_titles().items())
