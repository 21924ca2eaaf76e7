"""What is told about a register: the command's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.questions import Question
from marketplace.imports.registers.rows import PurchaseRegister, RegisterRow


def register_json(
    register: PurchaseRegister,
    file: str,
    committed: int,
    batch: str | None = None,
    questions: Sequence[Question] = (),
) -> dict[str, Any]:
    """The contract's shape; `committed` is the number of new rows, 0 in a dry run, `batch` the public id then None.

    `questions` are the open ones, of the file and of its plan.
    """
    local = register.local_rows
    return {
        "file": file,
        "period": str(register.period),
        "good_rows": len(register.rows),
        "return_rows": register.returns,
        "bad_rows": len(register.bad),
        "bad": [{"ref": bad.ref, "reason": bad.reason.value, "note": str(bad.note)} for bad in register.bad],
        "skipped": dict(register.skipped),
        "warnings": [
            *({"ref": ref, "code": warning.value} for ref, warning in register.warnings),
            *(
                {"ref": register.heading_ref, "code": note.code.value, "note": str(note.note)}
                for note in register.notes
                if note.code is not Warn.VAT_SILENT
            ),
        ],
        "notes": [{"code": note.code.value, "note": str(note.note)} for note in register.notes],
        "net_total_idr": int(register.net_total),
        "local_net_total_idr": sum(row.net for row in local),
        "local_lines": len(local),
        "distinct_local_producers": len({row.seller_key for row in local}),
        "rows": [_row(row) for row in register.rows],
        "questions": [_question(question) for question in questions],
        "batch": batch,
        "committed": committed,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key.value,
        "about": str(question.about),
        "number": question.counted,
        "choices": [
            {"value": choice.value, "month_total": int(choice.total), "agrees": choice.agrees}
            for choice in question.choices
        ],
    }


def _row(row: RegisterRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "date": row.day.isoformat(),
        "supplier": row.maker.ref if row.maker else row.seller,
        "item": row.item,
        "qty": row.quantity.exact,
        "unit": row.unit,
        "unit_price": int(row.unit_price),
        "net_total": int(row.net),
        "is_return": row.is_return,
    }
