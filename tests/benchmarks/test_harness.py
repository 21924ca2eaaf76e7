import json

import pytest

from benchmarks import __main__ as program
from benchmarks import harness
from benchmarks.harness import Figure, at_least, at_most


def turns(*values):
    """Measures these, one after another."""
    left = iter(values)
    return lambda: next(left)


def test_medians_of_turns_are_compared_after_one_that_warms_up():
    figure = at_least("pages", turns(1, 50, 60, 10), turns(1, 100, 90, 1000), least=0.5, rounds=3)

    assert (figure.value, figure.baseline, figure.ratio, figure.ok) == (50, 100, 0.5, True)
    assert figure.bound == "≥ 0.5×"


def test_a_missed_bound_is_told():
    assert not at_least("pages", turns(1, 49), turns(1, 100), least=0.5, rounds=1).ok


def test_without_a_bound_nothing_can_be_missed():
    figure = at_least("pages", turns(1, 1), turns(1, 100), least=None, rounds=1)

    assert (figure.ok, figure.bound) == (True, "")


@pytest.mark.parametrize(("value", "ok"), [(3, True), (4, False)])
def test_some_figures_have_no_baseline(value, ok):
    figure = at_most("statements", value, 3, unit="")

    assert (figure.ok, figure.ratio, figure.bound) == (ok, None, "≤ 3")


def test_the_table_has_a_line_for_each_and_columns_that_line_up():
    lines = harness.table(
        [at_most("statements", 4, 3, unit=""), Figure("pages", 1234.5, "pages/s", 10, 123.4, "≥ 1×", True)]
    ).splitlines()

    assert [line.split()[0] for line in lines] == ["figure", "statements", "pages"]
    assert lines[1].endswith("MISSED")
    assert "123.40×" in lines[2]
    assert lines[0].index("bound") == lines[2].index("≥ 1×")


class TestProgram:
    @pytest.fixture
    def one(self, monkeypatch, tmp_path):
        """A program that knows one benchmark, whose figure is `figures[0]`."""
        figures = [at_most("statements", 3, 3, unit="")]
        monkeypatch.setattr(program, "RESULTS", tmp_path / "results")
        monkeypatch.setattr(program, "benchmarks", lambda: {"one": "tests.benchmarks.test_harness"})
        monkeypatch.setattr("tests.benchmarks.test_harness.run", lambda: figures, raising=False)
        return figures

    def test_it_writes_the_figures_down_and_ends_well(self, one, tmp_path, capsys):
        assert program.main([]) == 0

        (kept,) = json.loads((tmp_path / "results" / "one.json").read_text())
        assert (kept["name"], kept["value"], kept["ok"]) == ("statements", 3, True)
        assert "statements" in capsys.readouterr().out

    def test_a_missed_bound_ends_it_with_one(self, one):
        one[:] = [at_most("statements", 9, 3, unit="")]

        assert program.main(["one"]) == 1

    def test_a_name_that_it_does_not_know_is_told_with_those_it_does(self, one, capsys):
        assert program.main(["two"]) == 2
        assert "no benchmark two; there are: one" in capsys.readouterr().err


def test_every_benchmark_is_found_by_its_name():
    assert {"pages", "import"} <= set(program.benchmarks())
