from datetime import date

import pytest

from marketplace.circulars.commitments import Pledge
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.basis import OwnBooks
from marketplace.compliance.promises import periods_of, progress_under, stand_of
from marketplace.compliance.reasons import ExclusionReason
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.states import DRAFT, ENDED
from marketplace.uptake.lines import Grade
from marketplace.uptake.measures.base import Gap
from tests.factories.commitments import a_promise, make_commitment, make_promising_mou
from tests.factories.evaluating import a_line, a_partner, a_total
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import declare, make_purchase

TODAY = date(2026, 11, 24)
NOVEMBER, AUGUST = MonthSpan.parse("2026-11"), MonthSpan.parse("2026-08")


def a_pledge(promise=None, **given):
    return Pledge(
        **{
            "promise": promise or a_promise(),
            "mou_number": "0001/MOU/I/2026",
            "mou_code": "k3m9p2q7r4s8",
            "first_day": date(2026, 1, 1),
            "last_day": date(2026, 12, 31),
            "addendum": False,
        }
        | given
    )


def stand(pledge, period=NOVEMBER, lines=(), totals=(), today=TODAY):
    own = OwnBooks(partner=a_partner(), lines=lines, totals=totals)
    return stand_of(pledge, period, own, today=today)


def spans(pledge, today=TODAY, **given):
    return [str(one) for one in periods_of(pledge, today, **given)]


class TestPeriods:
    def test_the_running_one_comes_first_and_then_the_last_ones(self):
        assert spans(a_pledge(), most=3) == ["2026-11", "2026-10", "2026-09"]
        quarterly = a_pledge(a_promise(stretch=JudgedMonths.QUARTER))
        assert spans(quarterly) == [
            "2026-10..2026-12",
            "2026-07..2026-09",
            "2026-04..2026-06",
            "2026-01..2026-03",
        ]

    def test_none_lies_before_the_memorandum_or_after_its_end(self):
        pledge = a_pledge(first_day=date(2026, 8, 15), last_day=date(2026, 9, 20))
        assert spans(pledge) == ["2026-09", "2026-08"]
        assert spans(pledge, date(2026, 8, 14)) == []
        assert spans(pledge, date(2026, 8, 15)) == ["2026-08"]

    def test_one_that_ended_before_it_began_has_none(self):
        assert spans(a_pledge(first_day=date(2026, 8, 15), last_day=date(2026, 8, 14))) == []


class TestStand:
    def test_the_running_one_says_what_is_missing_and_until_when(self):
        got = stand(a_pledge(), lines=[a_line(day=date(2026, 11, 3), net=400_000)])
        assert (got.running, got.until) == (True, date(2026, 11, 30))
        assert (got.result.outcome, got.result.numerator, got.result.shortfall) == (
            NOT_MET,
            400_000,
            600_000,
        )

    def test_a_memorandum_that_ends_within_it_ends_it(self):
        pledge = a_pledge(last_day=date(2026, 11, 27))
        got = stand(pledge)
        assert (got.since, got.until) == (date(2026, 11, 1), date(2026, 11, 27))
        assert got.running and got.partial
        assert not stand(pledge, today=date(2026, 11, 28)).running

    def test_its_last_day_is_still_running_and_the_next_is_not(self):
        assert stand(a_pledge(), today=date(2026, 11, 30)).running
        over = stand(a_pledge(), today=date(2026, 12, 1))
        assert (over.running, over.result.final) == (False, True)

    def test_a_quarter_is_read_from_its_first_month_up_to_this_one(self):
        pledge = a_pledge(a_promise("value_share", 1500, stretch=JudgedMonths.QUARTER))
        quarter = MonthSpan.parse("2026-10..2026-12")
        lines = [a_line(day=date(2026, 10, 5), net=300_000)]
        open_yet = stand(pledge, quarter, lines, [a_total(month="2026-10")])
        assert str(open_yet.read) == "2026-10..2026-11"
        assert (open_yet.result.outcome, open_yet.result.gap) == (NO_DATA, Gap.NOT_DECLARED)
        whole = [a_total(1_000_000, month) for month in ("2026-10", "2026-11")]
        assert stand(pledge, quarter, lines, whole).result.outcome is MET

    def test_of_one_covered_in_part_only_the_months_within_are_read(self):
        pledge = a_pledge(
            a_promise("producer_breadth", 2, stretch=JudgedMonths.QUARTER), first_day=date(2026, 8, 15)
        )
        lines = [
            a_line(day=date(2026, 7, 31), producer_id=1),
            a_line(day=date(2026, 8, 1), producer_id=2),
            a_line(day=date(2026, 9, 30), producer_id=3),
        ]
        got = stand(pledge, MonthSpan.parse("2026-07..2026-09"), lines)
        assert (str(got.read), got.partial, got.result.numerator) == ("2026-08..2026-09", True, 2)

    def test_nothing_reported_is_no_data_and_never_a_zero(self):
        got = stand(a_pledge()).result
        assert (got.outcome, got.numerator, got.gap) == (NO_DATA, None, Gap.NOTHING_REPORTED)

    def test_what_does_not_count_says_why(self):
        weak = a_line(day=date(2026, 11, 3), grade=Grade.D)
        got = stand(a_pledge(a_promise(lowest_grade="B")), lines=[weak]).result
        assert got.refused == ((weak.id, ExclusionReason.BELOW_GRADE),)


class TestUnderAMemorandum:
    @pytest.fixture
    def partner(self, session):
        return make_partner(session, mou=False)

    def test_it_is_read_live_from_the_ledger(self, session, partner):
        maker = make_maker(session)
        mou = make_promising_mou(
            session, partner, {}, {"rule": "value_share", "figures": {"least": 2000}, "code": "K2"}
        )
        make_purchase(session, partner, maker, 700_000)
        declare(session, partner, 2_000_000)

        spend, share = progress_under(session, mou, TODAY)
        august = next(one for one in spend.stands if one.period == AUGUST)
        assert (august.result.numerator, august.result.shortfall) == (700_000, 300_000)
        assert august.result.rows_counted == 1
        august = next(one for one in share.stands if one.period == AUGUST)
        assert (august.result.outcome, august.result.denominator) == (MET, 2_000_000)

        make_purchase(session, partner, maker, 300_000)
        (spend,) = progress_under(session, mou, TODAY, code="K1")
        assert next(one for one in spend.past if one.period == AUGUST).result.outcome is MET
        assert spend.running.period == NOVEMBER

    def test_another_partners_purchases_do_not_count(self, session, partner):
        make_purchase(session, make_partner(session), make_maker(session), 5_000_000)
        mou = make_promising_mou(session, partner)
        (spend,) = progress_under(session, mou, TODAY)
        assert {one.result.outcome for one in spend.stands} == {NO_DATA}

    def test_an_addendum_counts_from_its_own_month(self, session, partner):
        mou = make_promising_mou(session, partner)
        make_promising_mou(session, partner, {"code": "K2"}, amends_id=mou.id, starts_on=date(2026, 10, 10))
        old, new = progress_under(session, mou, TODAY)
        assert len(old.stands) == 6
        assert [str(one.period) for one in new.stands] == ["2026-11", "2026-10"]

    def test_after_its_end_only_the_past_is_told(self, session, partner):
        mou = make_promising_mou(session, partner)
        mou.state, mou.ended_on, mou.ended_because = ENDED, date(2026, 9, 30), "pindah"
        session.commit()
        (spend,) = progress_under(session, mou, TODAY)
        assert spend.running is None
        assert spend.past[0].period.last == Month(2026, 9)

    def test_a_draft_and_one_to_come_are_not_judged(self, session, partner):
        draft = make_mou(session, partner, state=DRAFT)
        make_commitment(session, draft)
        assert progress_under(session, draft, TODAY) == []
        coming = make_promising_mou(session, partner, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        assert [one.stands for one in progress_under(session, coming, TODAY)] == [()]
