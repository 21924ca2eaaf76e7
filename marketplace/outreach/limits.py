"""How many places anybody may take without an account: by telephone number, by address, and at one activity.

The figures are those of a hall where forty people register over one connection; docs/adr says why.
"""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts.services.attempts import Limit, note_attempt
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l

CROWDED = _l("Banyak yang mendaftar pada saat yang sama. Tunggu dua menit, lalu kirim lagi.")
OF_ONE_NUMBER = Limit(
    "place-number",
    per_pair=5,
    within=timedelta(days=1),
    sentence=_l("Nomor HP ini sudah sering didaftarkan hari ini. Coba lagi besok, atau hubungi Dinas."),
)
FROM_ONE_ADDRESS = Limit("place-address", per_pair=10, within=timedelta(minutes=2), sentence=CROWDED)
AT_ONE_ACTIVITY = Limit("place-activity", per_pair=20, within=timedelta(minutes=2), sentence=CROWDED)


def take_turn(uow: UnitOfWork, *, activity: str, phone: str, address: str) -> None:
    """Count one registration. Raises TooMany, and then counts nothing."""
    note_attempt(uow, OF_ONE_NUMBER, account=phone, address="")
    note_attempt(uow, FROM_ONE_ADDRESS, account=activity, address=address)
    note_attempt(uow, AT_ONE_ACTIVITY, account=activity, address="")
