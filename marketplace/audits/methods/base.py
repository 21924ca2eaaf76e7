"""A way to draw a sample. To add one, add a file to this folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.audits.drawing import Draws
from marketplace.audits.population import AuditDocument
from marketplace.kernel.labels import Label
from marketplace.kernel.registry import Registry


@dataclass(frozen=True)
class Chosen:
    """A document of the sample, by its place in the population (from 0), and why.

    `number` is what was drawn: the rupiah that falls on it, or which draw it was; 0 where it is `certain`, taken
    whatever is drawn. `risks` are the names of what points at it.
    """

    place: int
    number: int = 0
    certain: bool = False
    risks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """In the order of the population. `interval` is in rupiah, None where documents are drawn and not rupiah."""

    chosen: Sequence[Chosen]
    interval: int | None = None


class SamplingMethod(ABC):
    label: Label
    explained: Label  # what it finds and what its result says, to whoever plans
    units_are_rupiah = False  # rupiah are drawn, not documents
    weighs_risks = False  # its population says of each document how much it weighs, and why
    projects = True  # whether the result says anything of the documents that were not drawn

    def draw(self, population: Sequence[AuditDocument], size: int, draws: Draws) -> Sample:
        """All of it, for certain, where it has no more documents than are to be drawn."""
        if len(population) <= size:
            return Sample([Chosen(place, certain=True) for place in range(len(population))])
        return self.choose(population, size, draws)

    @abstractmethod
    def choose(self, population: Sequence[AuditDocument], size: int, draws: Draws) -> Sample:
        """From a population with more documents than `size`."""

    @abstractmethod
    def why(self, number: int) -> Label:
        """Why the document with this drawn number was chosen, unless it was certain; read beside it."""


METHODS = Registry[SamplingMethod]("marketplace.audits.methods")
