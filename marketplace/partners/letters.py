"""Letters to the owners of a partner, each in plain words with the next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day

HELD = Letter(
    "partner-held",
    _l("Pemesanan Anda di MB2 ditangguhkan"),
    _l(
        "sejak %(day)s usaha Anda tidak dapat memesan lewat MB2. Alasan: %(reason)s\n\nPesanan yang sudah dibuat tetap"
        " berjalan, dan pembelian tetap dapat dicatat. Perbaiki sebabnya, lalu hubungi Dinas."
    ),
    day=day,
)
ENDED = Letter(
    "mou-ended",
    _l("MoU Anda dengan kota diakhiri"),
    _l(
        "MoU nomor %(number)s diakhiri; hari terakhirnya %(day)s. Alasan: %(reason)s\n\nSesudah itu pesanan baru tidak"
        " dapat dikirim. Pesanan dan pembelian yang sudah ada tetap. Untuk MoU yang baru, hubungi Dinas."
    ),
    day=day,
)


def _ending(mou: Mapping[str, Any]) -> Label:
    """`left` are the days until it ends, below zero once it has."""
    left, said = mou["left"], {"number": mou["number"], "day": day(mou["ends_on"])}
    if left > 0:
        return _l(
            "MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir %(day)s, %(left)d hari lagi.",
            left=left,
            **said,
        )
    if left == 0:
        return _l("MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir hari ini, %(day)s.", **said)
    return _l("MoU nomor %(number)s dengan Pemerintah Kota Metro sudah berakhir %(day)s.", **said)


ENDING = Letter(
    "mou-ending",
    _l("MoU Anda dengan kota perlu diperpanjang"),
    _l(
        "%(mou)s\n\nTanpa MoU yang berlaku, usaha Anda tidak dapat memesan lewat MB2; pesanan dan pembelian yang sudah"
        " ada tetap. Hubungi Dinas untuk memperpanjangnya. MoU yang berlaku dapat dibaca di MB2, halaman MoU."
    ),
    mou=_ending,
)
