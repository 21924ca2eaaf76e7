import pytest

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.compliance.coverage import bound_by, coverage_of, headline, share_of
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total


def a_month(*partners, circular=None):
    """Of (kind, local, declared[, exempt]): None stands for what did not come in."""
    inputs = [
        PartnerInputs(
            partner=a_partner(id=number, public_id=f"toko-{number}", kind=kind),
            lines=() if local is None else (a_line(net=local, producer_id=number),),
            totals=() if declared is None else (a_total(declared),),
            exemptions=exempt,
        )
        for number, (kind, local, declared, *exempt) in enumerate(partners, 1)
    ]
    terms = circular or a_circular(a_clause(kinds=("minimarket",)))
    return evaluate_all(MonthInputs(month="2026-08", circular=terms, partners=tuple(inputs)))


class TestBoundBy:
    def test_other_kinds_and_exempt_ones_are_not_bound(self):
        month = a_month(("minimarket", 1, 10), ("hotel", 1, 10), ("minimarket", 1, 10, "4a"))
        assert [one.partner.id for one, _ in bound_by(month, "4a")] == [1]

    def test_nobody_is_bound_by_a_clause_that_does_not_exist(self):
        assert bound_by(a_month(("minimarket", 1, 10)), "9z") == []


class TestCoverage:
    month = a_month(
        ("minimarket", 20, 100),
        ("minimarket", 20, None),
        ("minimarket", None, 100),
        ("minimarket", None, None),
        ("hotel", 5, 100),
    )

    def test_reported_declared_and_bought_are_three_counts(self):
        coverage = coverage_of(self.month, "4a")
        assert (coverage.partners, coverage.bound) == (5, 4)
        assert (coverage.reported, coverage.declared, coverage.bought) == (3, 2, 2)

    def test_those_with_data_can_be_held_against_the_clause(self):
        assert coverage_of(self.month, "4a").with_data == 2

    def test_without_a_clause_every_partner_is_meant(self):
        coverage = coverage_of(self.month)
        assert (coverage.bound, coverage.bought, coverage.with_data) == (5, 3, 3)


class TestShare:
    def test_it_is_of_the_bound_with_data_alone(self):
        month = a_month(
            ("minimarket", 30, 100), ("minimarket", 10, 100), ("minimarket", 9, None), ("hotel", 0, 1000)
        )
        share = share_of(month, "4a")
        assert (share.numerator, share.denominator, share.met) == (40, 200, True)
        assert share.outcomes == {MET: 1, NOT_MET: 1, NO_DATA: 1}

    @pytest.mark.parametrize(("local", "met"), [(15, True), (14, False)])
    def test_the_target_is_compared_as_whole_numbers(self, local, met):
        assert share_of(a_month(("minimarket", local, 100)), "4a").met is met

    def test_nothing_is_not_zero(self):
        share = share_of(a_month(("minimarket", 9, None), ("hotel", 1, 10)), "4a")
        assert (share.denominator, share.met) == (0, None)

    def test_a_clause_that_counts_makers_has_no_share(self):
        month = a_month(("minimarket", 9, 10), circular=a_circular(a_clause("producer_breadth")))
        assert share_of(month, "4a") is None


class TestHeadline:
    def test_what_is_binding_comes_before_what_is_advised(self):
        advised = a_clause(code="1a", binding=Binding.ADVISORY)
        assert headline(a_circular(advised, a_clause(code="2b"))).code == "2b"

    def test_a_share_of_everything_comes_before_one_of_some_goods(self):
        assert headline(a_circular(a_clause(code="1a", scope=("food",)), a_clause(code="2b"))).code == "2b"

    def test_a_circular_without_a_share_has_none(self):
        assert headline(a_circular(a_clause("producer_breadth"))) is None
        assert headline(None) is None
