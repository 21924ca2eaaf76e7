"""What a recap says, asks and would write, shop by shop, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.imports.asking import asked
from marketplace.imports.checked import Checked
from marketplace.imports.previews import MOST
from marketplace.imports.recaps.plans import RecapPlan, RecordedClaim, ShopPlan
from marketplace.imports.recaps.reading import RecapPart
from marketplace.imports.recaps.services import Recap
from marketplace.imports.recaps.shops import RecapShop
from marketplace.imports.registers.questions import Answers
from marketplace.imports.registers.rows import BadRow
from marketplace.kernel.money import Rupiah


@dataclass(frozen=True)
class AskedShop:
    """A shop of which it is asked who that is, and what the recap has of it; `net` rupiah without VAT."""

    shop: RecapShop
    rows: int
    net: Rupiah


@dataclass(frozen=True, kw_only=True)
class CheckedShop:
    """What would be written of a shop: `rows` new ones of `net` rupiah. `texts` are other names that the recap has
    for it, `printed` its total there; `evidence`, `same`, `unnamed` and `bad` count rows.
    """

    name: str
    texts: Sequence[str]
    rows: int
    net: Rupiah
    printed: Rupiah | None
    has_claims: bool
    recorded: Sequence[RecordedClaim]
    same: int
    evidence: int
    unnamed: int
    bad: int


@dataclass(frozen=True, kw_only=True)
class CheckedRecap(Checked):
    """`bad` are the first refused rows of `refused`; `left_out` shops that were answered to be none, with rupiah."""

    asked_shops: Sequence[AskedShop]
    shops: Sequence[CheckedShop]
    left_out: Sequence[tuple[str, Rupiah]]
    net: Rupiah
    bad: Sequence[BadRow]
    refused: int

    @property
    def open(self) -> int:
        """Things that are still asked."""
        shops = sum(one.shop.open for one in self.asked_shops)
        return shops + sum(one.open for one in self.questions)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.shops)

    @property
    def evidence(self) -> int:
        return sum(one.evidence for one in self.shops)

    @property
    def new(self) -> Rupiah:
        """Rupiah that would be written."""
        return Rupiah(sum(one.net for one in self.shops))

    @property
    def has_recorded(self) -> bool:
        return any(one.recorded for one in self.shops)


def look_at_recap(recap: Recap, plan: RecapPlan) -> CheckedRecap:
    """What there is to show of a recap and of what it would do to the ledger."""
    register, parts = recap.file.register, {part.text: part for part in recap.file.parts}
    return CheckedRecap(
        mapping=None,
        answers=recap.answers,
        questions=asked(register, plan),
        register=register,
        asked_shops=[_asked(one, parts[one.text]) for one in recap.asked_shops],
        shops=[_shop(one, recap.answers) for one in plan.shops],
        left_out=[(part.text, part.net) for part in plan.left_out],
        net=register.net_total,
        bad=register.bad[:MOST],
        refused=len(register.bad),
    )


def _asked(shop: RecapShop, part: RecapPart) -> AskedShop:
    return AskedShop(shop, len(part.rows) + len(part.claims), part.net)


def _shop(plan: ShopPlan, answers: Answers) -> CheckedShop:
    rows = plan.written(answers)
    printed = [part.printed for part in plan.parts if part.printed is not None]
    return CheckedShop(
        name=plan.shop.name,
        texts=[text for text in plan.texts if text != plan.shop.name],
        rows=len(rows),
        net=Rupiah(sum(row.net for row in rows)),
        printed=Rupiah(sum(printed)) if printed else None,
        has_claims=bool(plan.claims.new),
        recorded=plan.recorded,
        same=plan.same,
        evidence=len(plan.dated.evidence),
        unnamed=plan.unnamed,
        bad=plan.bad,
    )
