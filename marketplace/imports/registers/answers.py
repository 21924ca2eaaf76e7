"""What is told about a register: the command's JSON, and the bad rows as a file to mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.imports.registers.rows import Register, Row
from marketplace.kernel.labels import _l
from marketplace.ports.sheets import Column, Table


def register_json(register: Register, file: str, committed: int) -> dict[str, Any]:
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


def _row(row: Row) -> dict[str, Any]:
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


def bad_rows_table(register: Register) -> Table:
    """The original cells behind the reason of each: mended, the file can be read again as it is."""
    lengths: Iterable[int] = (len(bad.cells) for bad in register.bad)
    width = max(lengths, default=0)
    headings = [*register.headings, *[""] * (width - len(register.headings))]
    return Table(
        name=_l("Baris yang ditolak"),
        columns=[
            Column(
                _l("Alasan"), note=_l("Mengapa baris tidak diambil dan apa yang perlu diperbaiki"), width=60
            ),
            Column(_l("Baris"), note=_l("Nomor baris dalam berkas asal")),
            *(Column(heading) for heading in headings),
        ],
        rows=[
            (bad.note, str(bad.ref), *bad.cells, *[None] * (len(headings) - len(bad.cells)))
            for bad in register.bad
        ],
    )
