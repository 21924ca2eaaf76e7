"""What reading a file found, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from marketplace.imports.asking import Asked
from marketplace.imports.models import ImportBatch
from marketplace.imports.previews import Preview
from marketplace.imports.registers.questions import Answers
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.kernel.money import Rupiah


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a file says and asks; `mapping` and `answers` are those it was read with."""

    mapping: str | None
    answers: Answers
    questions: Sequence[Asked]
    register: PurchaseRegister

    def fits(self, batch: ImportBatch) -> bool:
        """Whether nothing else has been answered since."""
        return (self.mapping, dict(self.answers)) == (batch.mapping, batch.answers)

    def without_rows(self) -> Self:
        """As it is stored: pages show no more of the rows than was picked for them."""
        return replace(self, register=replace(self.register, rows=(), bad=(), warnings=()))


@dataclass(frozen=True, kw_only=True)
class CheckedFile(Checked):
    """Of a shop's register. `net` is rupiah without VAT of its good rows, `seen` what recording it would do; None
    while a question is open.
    """

    net: Rupiah
    seen: Preview | None

    def without_rows(self) -> CheckedFile:
        bare = super().without_rows()
        return replace(bare, seen=self.seen and replace(self.seen, register=bare.register))
