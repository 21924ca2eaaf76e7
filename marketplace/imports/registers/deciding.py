"""Decides what a file leaves open, or asks: a question stays where readings that fit equally well differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from marketplace.imports.reasons import FileNote
from marketplace.imports.registers.asking.base import ASKING, Doubt
from marketplace.imports.registers.file_reading import FileReading, Light
from marketplace.imports.registers.questions import Answers, QuestionKey
from marketplace.imports.registers.survey import Survey
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.names import same_name

MOST_READINGS = 32  # of a small file
MOST_ROWS = 400_000  # read in all readings together
Values = tuple[str, ...]


@dataclass
class Decided:
    """The reading that stands, the doubts that a person may answer, and of them those that are open.

    `others` are the readings with one answer changed, by key and value; `answerable` what may be answered at all.
    """

    reading: FileReading
    doubts: Mapping[QuestionKey, Doubt]
    open: frozenset[QuestionKey]
    notes: Sequence[FileNote]
    answerable: Mapping[str, Sequence[str]]
    others: Mapping[tuple[QuestionKey, str], FileReading] = field(default_factory=dict)


def decided(survey: Survey, light: Light, answers: Answers) -> Decided:
    """Every doubt is settled by an answer, by the file itself, or by its totals; else it is open."""
    first = FileReading(survey, light, Ways())
    doubts = {QuestionKey(key): doubt for key, look in ASKING.items() if (doubt := look(survey, first))}
    notes = [note for doubt in doubts.values() for note in doubt.notes]
    answerable = {
        key.value: [option.value for option in doubt.options]
        for key, doubt in doubts.items()
        if doubt.options
    }
    given = {key: value for key, doubt in doubts.items() if (value := _answer(doubt, answers.get(key)))}
    said = {key: doubt.settled for key, doubt in doubts.items() if doubt.settled} | given
    if all(key in said or not doubt.options for key, doubt in doubts.items()) and not given:
        ways = _ways(doubts, said)
        reading = first if ways == first.ways else FileReading(survey, light, ways)
        return Decided(reading, {}, frozenset(), [*notes, *_notes(doubts, said)], answerable)
    return replace(Deciding(survey, light, doubts, said, given).decided(notes), answerable=answerable)


class Deciding:
    """Reads the file in every way that is open, and compares."""

    def __init__(
        self,
        survey: Survey,
        light: Light,
        doubts: Mapping[QuestionKey, Doubt],
        said: Mapping[QuestionKey, str],
        given: Mapping[QuestionKey, str],
    ) -> None:
        self._survey, self._light, self._doubts, self._given = survey, light, doubts, given
        self._said = dict(said)
        self._readings: dict[Ways, FileReading] = {}
        self._shown = {
            key: doubt
            for key, doubt in doubts.items()
            if doubt.options and (doubt.settled is None or key in given)
        }
        self._structural = [key for key, doubt in self._shown.items() if doubt.structural]
        self._keys = self._within_bounds([key for key in self._shown if key not in self._structural])

    def decided(self, notes: Iterable[FileNote]) -> Decided:
        base = self._said | {
            key: self._given.get(key, self._doubts[key].options[0].value) for key in self._structural
        }
        best = self._best(base)
        chosen = base | dict(zip(self._keys, best[0], strict=True))
        undecided = {key for key in self._keys if key not in self._given and self._differs(key, best, base)}
        undecided |= {key for key in self._shown if key not in chosen}  # beyond what is read in one go
        undecided |= {key for key in self._structural if key not in self._given}
        for key in self._shown:
            chosen.setdefault(key, self._doubts[key].options[0].value)
        settled = {key: value for key, value in chosen.items() if key not in undecided | set(self._given)}
        shown = {key: doubt for key, doubt in self._shown.items() if key in undecided or key in self._given}
        return Decided(
            self._read(chosen),
            shown,
            frozenset(undecided),
            [*notes, *_notes(self._doubts, settled)],
            {},
            {
                (key, option.value): self._read(chosen | {key: option.value})
                for key, doubt in shown.items()
                for option in doubt.options
            },
        )

    def _within_bounds(self, keys: Sequence[QuestionKey]) -> list[QuestionKey]:
        """As many as can be read in all their combinations; an answered one is one reading."""
        rows = sum(len(found.sheet.rows) for found in self._survey.sheets)
        most, taken = max(4, min(MOST_READINGS, MOST_ROWS // max(rows, 1))), []
        for key in keys:
            ways = 1 if key in self._given else len(self._doubts[key].options)
            if ways <= most:
                taken.append(key)
                most //= ways
        return taken

    def _best(self, base: dict[QuestionKey, str]) -> list[Values]:
        """The combinations that refuse fewest rows, and of them those that agree with the file's own total."""
        ways = [
            [self._given[key]]
            if key in self._given
            else [option.value for option in self._doubts[key].options]
            for key in self._keys
        ]
        every = list(product(*ways))
        readings = [self._read(base | dict(zip(self._keys, values, strict=True))) for values in every]
        fewest = min(len(reading.bad) for reading in readings)
        fit = [pair for pair in zip(every, readings, strict=True) if len(pair[1].bad) == fewest]
        agreeing = [values for values, reading in fit if reading.agrees]
        return agreeing or [values for values, _ in fit]

    def _differs(self, key: QuestionKey, best: Sequence[Values], base: dict[QuestionKey, str]) -> bool:
        """Whether two of its values fit equally well and do not come to the same rows."""
        place = self._keys.index(key)
        results: dict[str, list[object]] = {}
        for values in best:
            reading = self._read(base | dict(zip(self._keys, values, strict=True)))
            results.setdefault(values[place], []).append(reading.result)
        one, *others = results.values()
        return any(other != one for other in others)

    def _read(self, values: Mapping[QuestionKey, str]) -> FileReading:
        ways = _ways(self._doubts, values)
        if ways not in self._readings:
            self._readings[ways] = FileReading(self._survey, self._light, ways)
        return self._readings[ways]


def _answer(doubt: Doubt, given: str | None) -> str | None:
    """The value that is meant, as a person may write it; None for one that is not possible."""
    if given is None:
        return None
    name = same_name(given)
    return next(
        (one.value for one in doubt.options if one.value == given or (name and same_name(one.value) == name)),
        None,
    )


def _ways(doubts: Mapping[QuestionKey, Doubt], values: Mapping[QuestionKey, str]) -> Ways:
    changes: dict[str, Any] = {}
    for key, value in values.items():
        changes |= next(option.changes for option in doubts[key].options if option.value == value)
    return replace(Ways(), **changes)


def _notes(doubts: Mapping[QuestionKey, Doubt], values: Mapping[QuestionKey, str]) -> list[FileNote]:
    """What is told where another value than the plainest was taken without a question."""
    return [
        note
        for key, value in values.items()
        if (note := doubts[key].note) and value != doubts[key].options[0].value
    ]
