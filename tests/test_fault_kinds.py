"""The faults of `make test-long` are what they are called, and stand where a test can notice them."""

import pytest

from tests.long.faults import faults_of


def made_of(text, module="marketplace/some/services.py"):
    """Each fault that this text could have: its kind, and the text with it."""
    return [(fault.kind, fault.source.strip()) for fault in faults_of(module, text)]


@pytest.mark.parametrize(
    "text, kind, faulty",
    [
        ("a < b", "comparison", ["a <= b"]),
        ("a != b", "comparison", ["a == b"]),
        ("a <= b < c", "comparison", ["a < b < c", "a <= b <= c"]),
        ("a is not None", "comparison", ["a is None"]),
        ("a and b and c", "and, or", ["a or b or c"]),
        ("x = not a", "not", ["x = (a)"]),
        ("x = f(loud=True)", "boolean", ["x = f(loud=False)"]),
        ("x = 3", "number", ["x = 2", "x = 4"]),
        ("x = 0", "number", ["x = 1"]),
        ("a + b", "sum", ["a - b"]),
        ("a -= b", "sum", ["a += b"]),
        ("x = any(a)", "function", ["x = all(a)"]),
        ("x = func.max(a)", "function", ["x = func.min(a)"]),
        ("x = row.left_at.is_(None)", "function", ["x = row.left_at.is_not(None)"]),
        ("x = sorted(a, key=b)", "order", ["x = sorted(a, key=b, reverse=True)"]),
        ("x = query.order_by(a.desc())", "order", ["x = query.order_by(a)"]),
        ("uow.demand(policies.SEE, order)", "step", ["pass"]),
        ("if a:\n    raise Refused(b)", "step", ["if a:\n    pass"]),
        ("order.state, order.at = a, b", "step", ["pass"]),
    ],
)
def test_a_fault_is_one_small_change(text, kind, faulty):
    assert made_of(text) == [(kind, one) for one in faulty]


@pytest.mark.parametrize(
    "text",
    [
        "x = _l('%(units)s dari %(most)s', units=a + 1, most=2)",
        "def f(a: tuple[1 < 2]) -> not b: ...",
        "x: Mapped[bool] = mapped_column(default=True)",
        "class State(Labelled):\n    OPEN = 1",
        "__mapper_args__ = {'eager_defaults': True}",
        "def __repr__(self):\n    return a < b",
        "assert a is not None",
        "uow.session.flush()",
        "uow.get(Order, order_id, lock=True)",
        "x = uow.get(Order, order_id, lock=True)",
        "for row in sorted(rows):\n    x = row",
        "x = 'a' + b",
        "x = func.coalesce(a, 0)",
        "x = 500",
        "x = f'{a + b}'",
        "x = Maker | Shop",
        "self.state = a",
    ],
)
def test_no_fault_is_made_where_nobody_would_notice(text):
    assert made_of(text) == []


def test_what_a_policy_asks_is_changed_where_policies_stand():
    made = made_of("SEE = buyer | maker & local", "marketplace/some/policies.py")
    assert sorted(made) == [
        ("policy", "SEE = buyer & (maker & local)"),
        ("policy", "SEE = buyer | maker | local"),
    ]


def test_a_fault_keeps_its_place_in_the_sample_while_its_line_stays():
    line = "x = a < b\n"
    (before,), (after,) = (list(faults_of("some.py", text)) for text in (line, f"y = a\n\n{line}"))
    assert (before.line, after.line) == (1, 3)
    assert before.rank == after.rank


def test_lines_around_a_fault_and_letters_of_any_length_stay_as_they_were():
    (fault,) = faults_of("some.py", "# é\nx = 'é', a < b  # – why\n\ny = c\n")
    assert fault.source == "# é\nx = 'é', a <= b  # – why\n\ny = c\n"
