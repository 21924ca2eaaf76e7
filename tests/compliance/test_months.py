from datetime import date

from marketplace.circulars.rules.base import UNDER_REVIEW
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.freezing import Annex, read_annex, write_annex
from marketplace.compliance.months import (
    MonthInputs,
    PartnerInputs,
    bought_on_word_alone,
    evaluate_all,
)
from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade
from tests.factories.evaluating import a_circular, a_line, a_partner, a_total

AUGUST = Month(2026, 8)


def a_result(number=1, kind="shop", declared=1_000_000, local=100_000):
    partner = a_partner(id=number, name=f"Toko {number}", kind=kind, under_mou=number % 2 == 0)
    totals = [] if declared is None else [a_total(declared)]
    lines = [a_line(net=local, producer_id=number)] if local else []
    return evaluate(a_circular(), partner, AUGUST, lines=lines, totals=totals)


def a_month(*results_of, before=None):
    inputs = tuple(
        PartnerInputs(partner=a_partner(id=number), lines=tuple(lines), totals=tuple(totals))
        for number, (lines, totals) in enumerate(results_of, 1)
    )
    return evaluate_all(
        MonthInputs(month="2026-08", circular=a_circular(), partners=inputs, local_before=before)
    )


class TestCity:
    def test_shares_are_taken_of_those_who_declared(self):
        city = a_month(([a_line(net=30)], [a_total(100)]), ([a_line(net=50)], [])).city
        assert (city.local, city.local_declared, city.declared, city.declaring) == (80, 30, 100, 1)

    def test_who_sent_nothing_is_named_and_not_counted_as_zero(self):
        city = a_month(([a_line()], [a_total()]), ([], [])).city
        assert (city.reported, city.silent, city.judged) == (1, ("Toko Contoh",), 1)

    def test_makers_of_several_shops_are_counted_once(self):
        city = a_month(([a_line(producer_id=1)], []), ([a_line(producer_id=1, certified=False)], [])).city
        assert (city.makers, city.certified_makers) == (1, 1)

    def test_the_change_needs_a_month_before(self):
        assert a_month(([a_line(net=30)], [])).city.change is None
        assert a_month(([a_line(net=30)], []), before=50).city.change == -20

    def test_grades_add_up_to_what_is_local(self):
        city = a_month(([a_line(net=30), a_line(net=5)], [])).city
        assert sum(amount for _, amount in city.grades) == city.local == 35


class TestReviewed:
    line = a_line(net=150_000, refused=True)
    refusal = OpenAmount(kind=OpenKind.REFUSAL, day=date(2026, 8, 12), lines=(line.id,), maker=7)

    def month(self, *open_):
        one = PartnerInputs(partner=a_partner(), lines=(self.line,), totals=(a_total(),), open=open_)
        return MonthInputs(month="2026-08", circular=a_circular(), partners=(one,))

    def test_a_month_with_something_open_judges_nobody_by_it(self):
        assert evaluate_all(self.month()).city.judged == 1
        month = evaluate_all(self.month(self.refusal))
        assert month.partners[0].clauses[0].outcome is UNDER_REVIEW and month.city.judged == 0

    def test_it_is_judged_the_same_once_it_was_frozen(self):
        inputs = self.month(
            self.refusal, OpenAmount(kind=OpenKind.TOTAL, day=date(2026, 8, 31), total=a_total(9))
        )
        annex = Annex(inputs=inputs, results=evaluate_all(inputs))
        again = read_annex(write_annex(annex))
        assert again == annex and evaluate_all(again.inputs) == annex.results

    def test_what_was_frozen_before_anything_open_was_kept_reads_as_it_did(self):
        inputs = self.month()
        written = write_annex(Annex(inputs=inputs, results=evaluate_all(inputs)))
        assert read_annex(written.replace(',"open":[]', "")).inputs == inputs


class TestBoughtOnWordAlone:
    def weak(self, *lines):
        inputs = PartnerInputs(partner=a_partner(), lines=lines, totals=())
        return bought_on_word_alone(MonthInputs(month="2026-08", circular=a_circular(), partners=(inputs,)))

    def test_only_the_weakest_grade_is_meant(self):
        assert self.weak(a_line(net=30, grade=Grade.D), a_line(net=50, grade=Grade.C)) == 30

    def test_a_greater_return_does_not_hide_a_purchase(self):
        assert self.weak(a_line(net=30, grade=Grade.D), a_line(net=-90, grade=Grade.D)) == 30

    def test_what_counts_nowhere_needs_no_look(self):
        assert self.weak(a_line(grade=Grade.D, local=False), a_line(grade=Grade.D, refused=True)) == 0

    def test_months_before_are_no_part_of_it(self):
        assert self.weak(a_line(grade=Grade.D, day=date(2026, 7, 31))) == 0
