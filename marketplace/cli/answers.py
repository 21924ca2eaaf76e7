"""What commands that take answers to a file's questions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from marketplace.imports.asking import Asked
from marketplace.imports.recaps.shops import ASKS
from marketplace.imports.registers.questions import Answers, Question, QuestionKey, plain_key


class AnswerType(click.ParamType[tuple[str, str]]):
    """KEY=VALUE; `shops` are asked of a recap, by their names."""

    name = "KEY=VALUE"

    def __init__(self, *, shops: bool = False) -> None:
        self._shops = shops

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        written, sign, answer = value.rpartition("=")
        key = written if self._shops and written.startswith(ASKS) else plain_key(written)
        if not sign or key is None:
            keys = ", ".join([*([f"{ASKS}NAME"] if self._shops else []), *QuestionKey])
            self.fail(f"{value!r} is not KEY=VALUE with a key of {keys}.", param, ctx)
        return key, answer


def refuse_unknown(
    answers: Answers, answerable: Mapping[str, Sequence[str]], questions: Sequence[Asked]
) -> None:
    """An answer that the file does not ask for, or that is none of its choices, is bad usage."""
    named = {one.name: one for one in questions}
    values = {one.name: [choice.value for choice in one.question.choices] for one in questions}
    possible = {**answerable, **values}
    for key, value in answers.items():
        if key == QuestionKey.CHANGED and key not in named:
            continue  # a rerun: what was asked is done
        if key not in possible:
            asks = [one for one in possible if one in named or not one.startswith(f"{QuestionKey.COLUMN}:")]
            names = ", ".join(asks) or "nothing"
            raise click.UsageError(f"--answer {key}={value}: this file asks {names}.")
        if key not in named and value in answerable.get(key, ()):
            continue  # what the file does not ask: a column that it names plainly
        if key not in named or named[key].open:
            raise click.UsageError(f"--answer {key}={value}: say {any_of(possible[key], key)}.")


def any_of(values: Sequence[str], key: str) -> str:
    return " or ".join(f"{key}={value}" for value in values)


def answers_of(question: Question) -> list[str]:
    """N stands for any number."""
    return [*(["N"] if question.counted else []), *(choice.value for choice in question.choices)]
