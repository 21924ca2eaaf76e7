"""What may stand in a clause and among the names for scores; nothing here needs a database."""

import pytest

from marketplace.circulars.checks import check_bands, check_clause
from marketplace.kernel.errors import Refused
from tests.factories.evaluating import a_clause

LIMITS = {"kelurahan": 22, "makers": 41}


@pytest.mark.parametrize("mark", ["4", "4a", "12b", "4.1", "4.1a", "4.1.2"])
def test_a_mark_is_a_number_with_a_letter(mark):
    assert check_clause(a_clause(code=mark), LIMITS).code == mark


@pytest.mark.parametrize("mark", ["4 a!", "4 a", "a", "4A", "", "4ab", "4.", "٤"])
def test_any_other_mark_is_refused_with_what_is_possible(mark):
    with pytest.raises(Refused, match="4, 4a, 4.1") as refused:
        check_clause(a_clause(code=mark), LIMITS)
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    ("rule", "least", "says"),
    [
        ("kelurahan_breadth", 400, "Metro punya 22 kelurahan. Isi 1 sampai 22."),
        ("kelurahan_breadth", 23, "Metro punya 22 kelurahan. Isi 1 sampai 22."),
        ("producer_breadth", 42, "Metro kini punya 41 pembuat lokal. Isi 1 sampai 41."),
    ],
)
def test_what_nobody_can_meet_is_refused_with_what_there_is(rule, least, says):
    with pytest.raises(Refused) as refused:
        check_clause(a_clause(rule, {"least": least}), LIMITS)
    assert (str(refused.value.sentence), refused.value.field) == (says, "least")


@pytest.mark.parametrize(
    ("rule", "figures", "field"),
    [
        ("producer_breadth", {"least": 5, "kelurahan": 400}, "kelurahan"),
        ("kelurahan_breadth", {"least": 5, "steps": [["2027-07-01", 23]]}, "steps"),
    ],
)
def test_every_figure_of_a_rule_is_held_against_what_there_is(rule, figures, field):
    with pytest.raises(Refused, match="22 kelurahan") as refused:
        check_clause(a_clause(rule, figures), LIMITS)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("rule", "least"), [("kelurahan_breadth", 22), ("producer_breadth", 41), ("local_sku_count", 400)]
)
def test_what_can_be_met_stands(rule, least):
    assert check_clause(a_clause(rule, {"least": least}), LIMITS).figures == {"least": least}


def test_before_there_is_any_maker_their_number_limits_nothing():
    assert check_clause(a_clause("producer_breadth", {"least": 5}), {"kelurahan": 22}).figures == {"least": 5}


@pytest.mark.parametrize("weight", [-1, 101])
def test_a_weight_is_between_nothing_and_a_hundred(weight):
    with pytest.raises(Refused, match="antara 0 dan 100") as refused:
        check_clause(a_clause(weight=weight), LIMITS)
    assert refused.value.field == "weight"


def test_names_for_scores_go_down_to_nothing():
    assert check_bands([(9_000, " Baik "), (0, "Cukup")]) == [(9_000, "Baik"), (0, "Cukup")]


@pytest.mark.parametrize(
    ("bands", "field", "says"),
    [
        ([], None, "sekurangnya satu"),
        ([(9_000, "Baik")], "score_0", "mulai dari 0"),
        ([(5_000, "Baik"), (7_500, "Cukup"), (0, "Kurang")], "score_1", "di bawah 50"),
        ([(5_000, "Baik"), (5_000, "Cukup"), (0, "Kurang")], "score_1", "di bawah 50"),
        ([(10_001, "Baik"), (0, "Kurang")], "score_0", "antara 0 dan 100"),
        ([(9_000, " "), (0, "Kurang")], "name_0", "belum bernama"),
        ([(9_000, "Baik"), (0, "baik ")], "name_1", "sudah dipakai"),
    ],
)
def test_names_for_scores_that_leave_a_score_without_one_name_are_refused(bands, field, says):
    with pytest.raises(Refused, match=says) as refused:
        check_bands(bands)
    assert refused.value.field == field
