from marketplace.compliance.figures import figures_of
from marketplace.compliance.letters import letter_chart
from marketplace.compliance.months import differences
from tests.compliance.test_coverage import a_month
from tests.factories.evaluating import a_circular, a_clause


def chart(*partners, circular=None):
    return letter_chart(figures_of(a_month(*partners, circular=circular)))


class TestChart:
    def test_bars_and_the_goal_stay_inside_the_figure(self):
        found = chart(("minimarket", 90, 100), ("hotel", 1, 100))
        assert all(0 <= bar.width <= 100 for bar in (*found.bound, *found.free)) and 0 < found.goal < 100

    def test_only_bound_kinds_stand_beside_the_goal(self):
        found = chart(("minimarket", 90, 100), ("hotel", 1, 100))
        assert [bar.kind.kind for bar in found.bound] == ["Minimarket"]
        assert [(bar.kind.kind, bar.kind.outcome) for bar in found.free] == [("Hotel", None)]

    def test_a_kind_without_data_has_no_bar(self):
        (bar,) = chart(("minimarket", 5, None)).bound
        assert bar.width == 0.0

    def test_without_a_share_in_the_circular_there_is_no_goal(self):
        found = chart(("hotel", 9, 10), circular=a_circular(a_clause("producer_breadth")))
        assert (found.goal, found.bound, len(found.free)) == (0.0, [], 1)


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
