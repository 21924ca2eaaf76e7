"""Who stands behind a public figure, held against the letter of the same month."""

from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.coverage import share_of
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.public_figures import (
    Sector,
    are_public_figures,
    cells_of,
    figures_by_kind,
    public_figures,
    safe_together,
    withheld,
)
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

FOR_SHOPS = a_circular(a_clause(kinds=("shop", "minimarket")))


def a_month(*shops, circular=FOR_SHOPS):
    """Of (kind, local[, declared])."""
    inputs = [
        PartnerInputs(
            partner=a_partner(id=number, public_id=f"toko-{number}", kind=kind),
            lines=(a_line(net=local, producer_id=number),),
            totals=(a_total(*declared),) if declared != [None] else (),
        )
        for number, (kind, local, *declared) in enumerate(shops, 1)
    ]
    return evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=tuple(inputs)))


SHOPS = [("shop", 200_000)] * 4 + [("minimarket", 100_000)] * 3
HOTELS, OFFICES = [("hotel", 10_000)] * 3, [("public_office", 20_000)] * 2


def test_those_whom_the_clause_binds_are_the_same_sum_as_in_the_letter():
    month = a_month(*SHOPS, *HOTELS, *OFFICES)
    share, bound = share_of(month, "4a"), public_figures(month).bound
    assert (
        (bound.numerator, bound.denominator) == (share.numerator, share.denominator) == (1_100_000, 7_000_000)
    )
    assert (bound.partners, bound.with_data, bound.met, bound.target) == (7, 7, 4, share.target)


def test_small_sectors_are_merged_with_others_that_nothing_binds():
    groups = public_figures(a_month(*SHOPS, *HOTELS, *OFFICES)).groups
    assert [(group.sectors, group.bound, group.partners) for group in groups] == [
        ((Sector.TRADE,), True, 7),
        ((Sector.FOOD_AND_LODGING, Sector.PUBLIC_BODIES), False, 5),
    ]


def test_of_fewer_than_five_others_nothing_is_summed_so_that_the_city_does_not_give_them_away():
    figures = public_figures(a_month(*SHOPS, *HOTELS))
    assert (figures.summed, figures.declaring, figures.local) == (7, 10, 1_100_000)


def test_fewer_than_five_bound_ones_are_part_of_the_city_without_a_target():
    figures = public_figures(a_month(*SHOPS[:2], *HOTELS, *OFFICES))
    assert (figures.bound, figures.summed) == (None, 7)
    assert [(group.bound, group.partners) for group in figures.groups] == [(False, 7)]


def test_a_quarter_names_no_sum_for_its_months_would_follow():
    quarter = a_circular(a_clause(kinds=("shop", "minimarket"), stretch=JudgedMonths.QUARTER))
    assert public_figures(a_month(*SHOPS, *HOTELS, *OFFICES, circular=quarter)).bound is None


def test_who_did_not_declare_is_in_no_sum():
    month = a_month(*SHOPS, ("shop", 77, None))
    assert (public_figures(month).local, public_figures(month).bound.partners) == (1_100_000, 8)


def test_no_more_than_four_with_data_show_no_rupiah():
    figures = public_figures(a_month(*SHOPS[:4]))
    assert (figures.declaring, figures.local, figures.groups, figures.bound) == (4, None, (), None)


class TestRestated:
    before = a_month(*SHOPS, *HOTELS, *OFFICES)

    def test_one_that_changed_would_follow_by_subtraction(self):
        changed = a_month(("shop", 250_000), *SHOPS[1:], *HOTELS, *OFFICES)
        assert not safe_together([self.before, changed])

    def test_five_that_changed_do_not(self):
        ten = [("shop", 200_000)] * 10
        changed = a_month(*[("shop", 250_000)] * 5, *ten[5:], *HOTELS, *OFFICES)
        assert safe_together([a_month(*ten, *HOTELS, *OFFICES), changed])

    def test_a_change_that_is_taken_back_in_part_is_seen_across_all_three(self):
        twelve = [("shop", 200_000)] * 12
        second = a_month(*[("shop", 250_000)] * 6, *twelve[6:])
        third = a_month(("shop", 250_000), *twelve[1:])
        assert safe_together([a_month(*twelve), second])
        assert not safe_together([a_month(*twelve), second, third])

    def test_the_same_again_is_safe(self):
        assert safe_together([self.before, self.before])

    def test_withheld_sums_leave_counts_alone(self):
        figures = withheld(public_figures(self.before))
        assert figures.withheld and (figures.local, figures.bound, figures.groups) == (None, None, ())
        assert (figures.partners, figures.declaring) == (12, 12)


def test_reports_from_before_there_were_sectors_are_proven_by_their_own_form():
    month = a_month(*SHOPS, *HOTELS, *OFFICES)
    for figures in (public_figures(month), withheld(public_figures(month)), figures_by_kind(month)):
        assert are_public_figures(figures, month)
    assert not are_public_figures(public_figures(a_month(*SHOPS)), month)


def test_everybody_with_figures_stands_in_one_cell_at_most():
    numbers = [
        one.partner.id for cell in cells_of(a_month(*SHOPS, *HOTELS, *OFFICES)) for one in cell.members
    ]
    assert sorted(numbers) == list(range(1, 13))
