"""A register's questions as a page asks them: what is ticked beforehand, and what a sent form answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from marketplace.imports.registers.questions import Answers, Choice, KeyOf, Question
from marketplace.imports.registers.rows import PurchaseRegister

COUNT = "-isi"  # ends the name of the field in which a number is typed instead of a choice
TOGETHER = 5  # open questions that one page asks; of more than these it asks the first


class Planned(Protocol):
    """What a file would do to the ledger, and what is asked of that."""

    @property
    def question(self) -> Question | None: ...


@dataclass(frozen=True)
class Asked:
    """A question with its number and the choice that is ticked; `open` until a person has answered it."""

    number: int
    question: Question
    chosen: Choice | None
    open: bool

    @property
    def name(self) -> str:
        return self.question.key.value


def asked(register: PurchaseRegister, plan: Planned) -> Sequence[Asked]:
    """What the file leaves open and what the ledger does; answered ones first, as they would be changed."""
    still, answered = [*register.questions], [*register.answered]
    if plan.question:
        given = {plan.question.key.value} & set(register.answers)
        (answered if given else still).append(plan.question)
    return [
        Asked(number, question, ticked(question, register.in_force), open=number > len(answered))
        for number, question in enumerate([*answered, *still], 1)
    ]


def on_one_page(questions: Sequence[Asked]) -> Sequence[Asked]:
    """All of them, or while too many are open the first open one; those about columns and packs are short and stand
    together."""
    still = [one for one in questions if one.open]
    if len(still) <= TOGETHER:
        return questions
    short = [one for one in still if isinstance(one.question.key, KeyOf)]
    return short or still[:1]


def ticked(question: Question, answers: Answers) -> Choice | None:
    """What was answered, else the one choice that agrees with the file's own total; without evidence none."""
    given = answers.get(question.key.value)
    found = [choice for choice in question.choices if choice.value == given]
    agreeing = found or [choice for choice in question.choices if choice.agrees]
    return agreeing[0] if len(agreeing) == 1 else None


def answers_in(questions: Sequence[Question], sent: Mapping[str, str]) -> Answers:
    """Of a form's fields those that name a choice which was offered."""
    return dict(_offered(questions, sent))


def columns_in(register: PurchaseRegister, sent: Mapping[str, str]) -> Answers:
    """What a form says of columns that nothing asks about."""
    said = {key.value: sent.get(key.value, "") for key in register.unused}
    return {key: value for key, value in said.items() if value in register.answerable.get(key, ())}


def _offered(questions: Sequence[Question], sent: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for question in questions:
        key = question.key.value
        value = (question.counted and sent.get(f"{key}{COUNT}", "").strip()) or sent.get(key, "")
        if question.takes(value):
            yield key, value
