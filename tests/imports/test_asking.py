"""What a page asks about a register: nothing is ticked without evidence."""

from dataclasses import replace

import pytest

from marketplace.imports.asking import answers_in, asked, on_one_page, ticked
from marketplace.imports.plans import RegisterPlan
from marketplace.imports.registers.questions import Choice, KeyOf, Question, QuestionKey
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import MonthSpan

PLAN = RegisterPlan(
    new=[], same=[], evidence=[], changed=[], adding=0, undone=(), repeated=(), total=Rupiah(0)
)
REGISTER = PurchaseRegister(MonthSpan.parse("2026-07"), "till_register", [], [], {}, [])


def question(*agrees, key=QuestionKey.VAT):
    """Its choices are called 0, 1, 2 …; each agrees with the file's own total, does not, or has none to."""
    choices = [
        Choice(value=str(place), label=_l("Cara %(n)s", n=place), total=place, agrees=one)
        for place, one in enumerate(agrees)
    ]
    return Question(key=key, about=_l("Yang mana?"), choices=choices)


@pytest.mark.parametrize(
    ("agrees", "answers", "expected"),
    [
        ((True, False), {}, "0"),
        ((False, True, False), {}, "1"),
        ((True, True), {}, None),
        ((False, False), {}, None),
        ((None, None), {}, None),
        ((True, False), {"vat": "1"}, "1"),
        ((None, None), {"vat": "0"}, "0"),
        ((None, None), {"vat": "gone"}, None),
        ((None, None), {"dates": "0"}, None),
    ],
)
def test_only_an_answer_or_the_one_choice_that_agrees_is_ticked(agrees, answers, expected):
    found = ticked(question(*agrees), answers)
    assert (found and found.value) == expected


def test_answered_questions_stand_before_those_that_are_open():
    vat, dates = question(True, False), question(None, None, key=QuestionKey.DATES)
    register = replace(REGISTER, questions=[dates], answered=[vat], answers={"vat": "1"})
    found = asked(register, PLAN)
    assert [(one.number, one.name, one.open, one.chosen and one.chosen.value) for one in found] == [
        (1, "vat", False, "1"),
        (2, "dates", True, None),
    ]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (5, 5), (6, 1)])
def test_of_more_than_five_open_questions_the_first_is_asked(count, shown):
    register = replace(
        REGISTER, questions=[question(None, None, key=key) for key in list(QuestionKey)[:count]]
    )
    assert on_one_page(asked(register, PLAN)) == asked(register, PLAN)[:shown]


def test_many_questions_about_columns_stand_on_one_page():
    columns = [question(None, key=KeyOf(QuestionKey.COLUMN, f"kolom{one}")) for one in "abcdef"]
    register = replace(REGISTER, questions=[question(None, None), *columns])
    assert [one.question for one in on_one_page(asked(register, PLAN))] == columns


def test_what_was_answered_for_an_earlier_file_is_ticked_until_it_is_changed():
    vat = question(None, None)
    register = replace(REGISTER, answered=[vat], remembered={"vat": "1"})
    assert [one.chosen.value for one in asked(register, PLAN)] == ["1"]
    changed = replace(register, answers={"vat": "0"})
    assert [one.chosen.value for one in asked(changed, PLAN)] == ["0"]


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ({"pack:dus-isi": "40", "pack:dus": "0"}, {"pack:dus": "40"}),
        ({"pack:dus-isi": "", "pack:dus": "0"}, {"pack:dus": "0"}),
        ({"pack:dus-isi": " 12 "}, {"pack:dus": "12"}),
        ({"pack:dus-isi": "00"}, {}),
        ({"pack:dus-isi": "-3"}, {}),
        ({"pack:dus": "12"}, {"pack:dus": "12"}),
        ({}, {}),
    ],
)
def test_a_number_that_is_typed_goes_before_a_choice(sent, given):
    pack = replace(question(None, key=KeyOf(QuestionKey.PACK, "dus")), counted=True)
    assert answers_in([pack], sent) == given


def test_a_sent_form_answers_only_with_what_was_offered():
    both = [question(None, None), question(None, None, key=QuestionKey.DATES)]
    sent = {"vat": "1", "dates": "7", "numbers": "0", "csrf_token": "x"}
    assert answers_in(both, sent) == {"vat": "1"}
