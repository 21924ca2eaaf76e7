"""What is told about a recap: the command's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.imports.recaps.plans import RecapPlan, RecordedClaim, ShopPlan
from marketplace.imports.recaps.reading import RecapPart
from marketplace.imports.recaps.services import Recap
from marketplace.imports.recaps.shops import SKIP, RecapShop
from marketplace.imports.registers.answers import register_json
from marketplace.imports.registers.questions import Question
from marketplace.kernel.labels import _l


def recap_json(
    recap: Recap, plan: RecapPlan, name: str, committed: int, batch: str | None, questions: Sequence[Question]
) -> dict[str, Any]:
    """That of a register, with its `shops`; a question about one has its partners as choices. Money in rupiah."""
    told = register_json(recap.file.register, name, committed, batch, questions)
    worth = {part.text: int(part.net) for part in recap.file.parts}
    told["questions"] += [_shop_question(one, worth[one.text]) for one in recap.open_shops]
    left_out = {part.text for part in plan.left_out}
    of_text = {text: one for one in plan.shops for text in one.texts}
    shops = [_shop(part, of_text.get(part.text), part.text in left_out) for part in recap.file.parts]
    recorded = [
        {"partner": one.shop.public_id, **_recorded(row)} for one in plan.shops for row in one.recorded
    ]
    return told | {"shops": shops, "already_recorded": recorded}


def _shop(part: RecapPart, plan: ShopPlan | None, left_out: bool) -> dict[str, Any]:
    return {
        "shop": part.text,
        "partner": plan.shop.public_id if plan else None,
        "name": plan.shop.name if plan else None,
        "left_out": left_out,
        "rows": len(part.rows),
        "claims": len(part.claims),
        "bad_rows": len(part.bad),
        "net_total_idr": int(part.net),
        "printed_total_idr": None if part.printed is None else int(part.printed),
    }


def _recorded(row: RecordedClaim) -> dict[str, Any]:
    return {
        "seller": row.seller,
        "month": str(row.month),
        "rows": row.rows,
        "claimed_idr": int(row.claimed),
        "recorded_idr": int(row.recorded),
    }


def _shop_question(asked: RecapShop, worth: int) -> dict[str, Any]:
    return {
        "key": asked.key,
        "about": str(_l("Toko mana “%(text)s”?", text=asked.text)),
        "choices": [
            *({"value": one.public_id, "month_total": worth, "agrees": None} for one in asked.suggested),
            {"value": SKIP, "month_total": 0, "agrees": None},
        ],
    }
