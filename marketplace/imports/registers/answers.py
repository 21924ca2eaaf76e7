"""What is told about a register: the command's JSON."""

from __future__ import annotations

from typing import Any

from marketplace.imports.registers.rows import PurchaseRegister, RegisterRow


def register_json(register: PurchaseRegister, file: str, committed: int) -> dict[str, Any]:
    """The contract's shape; `committed` is the number of new rows, 0 in a dry run."""
    local = register.local_rows
    return {
        "file": file,
        "period": str(register.period),
        "good_rows": len(register.rows),
        "return_rows": register.returns,
        "bad_rows": len(register.bad),
        "bad": [{"ref": bad.ref, "reason": bad.reason.value, "note": str(bad.note)} for bad in register.bad],
        "skipped": dict(register.skipped),
        "warnings": [{"ref": ref, "code": warning.value} for ref, warning in register.warnings],
        "net_total_idr": int(register.net_total),
        "local_net_total_idr": sum(row.net for row in local),
        "local_lines": len(local),
        "distinct_local_producers": len({row.seller_key for row in local}),
        "rows": [_row(row) for row in register.rows],
        "committed": committed,
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
