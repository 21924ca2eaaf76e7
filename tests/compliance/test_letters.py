from marketplace.circulars.rules.base import Target
from marketplace.compliance.letters import by_kind, reached, share_target
from marketplace.compliance.months import MonthInputs, PartnerInputs, differences, evaluate_all
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total


def a_month(*shops, circular=None):
    return evaluate_all(
        MonthInputs(
            month="2026-08",
            circular=circular or a_circular(),
            partners=tuple(
                PartnerInputs(
                    partner=a_partner(id=number, kind=kind),
                    lines=(a_line(net=local),) if local else (),
                    totals=() if declared is None else (a_total(declared),),
                )
                for number, (kind, local, declared) in enumerate(shops, 1)
            ),
        )
    )


class TestByKind:
    def test_kinds_are_judged_together_on_exact_fractions(self):
        table = by_kind(
            a_month(("hotel", 149_999, 1_000_000), ("shop", 150_000, 1_000_000), ("shop", 50, 100))
        )
        assert [(row.label, row.partners, row.met) for row in table.rows] == [
            ("Toko", 2, True),
            ("Hotel", 1, False),
        ]

    def test_a_kind_that_declared_nothing_has_no_bar_and_no_verdict(self):
        (row,) = by_kind(a_month(("hotel", 5, None))).rows
        assert (row.declaring, row.width, row.met) == (0, 0.0, None)

    def test_a_total_that_cannot_be_true_is_left_out(self):
        (row,) = by_kind(a_month(("hotel", 500, 100), ("hotel", 10, 100))).rows
        assert (row.partners, row.declaring, row.local, row.declared) == (2, 1, 10, 100)

    def test_bars_and_the_goal_stay_inside_the_figure(self):
        table = by_kind(a_month(("hotel", 90, 100), ("shop", 1, 100)))
        assert all(0 <= row.width <= 100 for row in table.rows) and 0 < table.goal < 100

    def test_without_a_share_in_the_circular_there_is_no_target(self):
        table = by_kind(a_month(("hotel", 9, 10), circular=a_circular(a_clause("producer_breadth"))))
        assert (table.target, table.met, table.rows[0].met) == (None, None, None)


def test_the_target_is_the_share_the_circular_asks_for():
    assert share_target(a_month(("hotel", 1, 2))) == Target(1500, 10_000)


def test_exactly_the_target_is_reached():
    assert reached(15, 100, Target(1500, 10_000)) is True
    assert reached(149_999, 1_000_000, Target(1500, 10_000)) is False


class TestDifferences:
    def test_only_partners_whose_figures_moved_are_named(self):
        old, new = a_month(("hotel", 5, 10), ("shop", 1, 10)), a_month(("hotel", 6, 10), ("shop", 1, 10))
        same = new.partners[1]
        new = type(new)(
            month=new.month, circular=new.circular, partners=(new.partners[0], same), city=new.city
        )
        old = type(old)(
            month=old.month, circular=old.circular, partners=(old.partners[0], same), city=old.city
        )
        assert [(one.before.local, one.after.local) for one in differences(old, new)] == [(5, 6)]

    def test_a_partner_that_came_or_went_is_named(self):
        old, new = a_month(("hotel", 5, 10)), a_month()
        assert [(one.before is None, one.after is None) for one in differences(old, new)] == [(False, True)]
        assert [(one.before is None, one.after is None) for one in differences(new, old)] == [(True, False)]
