from marketplace.circulars.rules.base import MET, NOT_MET
from marketplace.compliance.evaluation import judge
from marketplace.compliance.wording import due_sentence, spell_reading
from marketplace.kernel.period import Month
from tests.factories.evaluating import a_clause, a_line, a_partner

HADIMULYO, BANJARSARI = "18.72.01.1001", "18.72.05.1002"


def result(*lines, least=2):
    clause = a_clause("kelurahan_breadth", {"least": least})
    return judge(clause, a_partner(), Month(2026, 8), lines=lines, totals=[])


def test_two_makers_of_one_kelurahan_count_once():
    reached = result(a_line(producer_id=1, kelurahan=HADIMULYO), a_line(producer_id=2, kelurahan=HADIMULYO))
    assert (reached.outcome, reached.numerator, reached.shortfall) == (NOT_MET, 1, 1)
    assert due_sentence(reached) == "Kurang 1 kelurahan"


def test_enough_kelurahan_meet_the_clause():
    reached = result(a_line(kelurahan=HADIMULYO), a_line(kelurahan=BANJARSARI))
    assert (reached.outcome, reached.shortfall, spell_reading(reached)) == (MET, 0, "2 kelurahan")


def test_a_maker_without_one_adds_none():
    assert result(a_line(kelurahan=None)).numerator == 0


def test_a_kelurahan_whose_goods_all_came_back_is_not_counted():
    lines = (
        a_line(kelurahan=HADIMULYO, net=500),
        a_line(kelurahan=HADIMULYO, net=-500),
        a_line(kelurahan=BANJARSARI),
    )
    assert result(*lines).numerator == 1
