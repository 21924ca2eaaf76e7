"""Letters between a shop and a maker about an order, and reminders to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, listed, moment, page, rupiah
from marketplace.ordering.states import Ending

PLACED = Letter(
    "order-placed",
    _l("Pesanan baru %(number)s dari %(partner)s"),
    _l(
        "%(partner)s memesan kepada Anda: pesanan %(number)s, nilai %(total)s. Jawab paling lambat %(deadline)s;"
        " tanpa jawaban, pesanan batal sendiri.\n\nJawab di sini: %(link)s"
    ),
    total=rupiah,
    deadline=moment,
    link=page,
)
CONFIRMED = Letter(
    "order-confirmed",
    _l("Pesanan %(number)s dikonfirmasi"),
    _l("%(maker)s mengonfirmasi pesanan %(number)s dan menyiapkan barangnya.\n\nLihat: %(link)s"),
    link=page,
)
PROPOSED = Letter(
    "order-proposed",
    _l("Usulan perubahan untuk pesanan %(number)s"),
    _l(
        "%(maker)s mengusulkan perubahan untuk pesanan %(number)s. Setujui atau batalkan paling lambat %(deadline)s;"
        " tanpa jawaban, pesanan batal sendiri.\n\nLihat dan jawab: %(link)s"
    ),
    deadline=moment,
    link=page,
)
ACCEPTED = Letter(
    "order-proposal-accepted",
    _l("Usulan Anda untuk pesanan %(number)s disetujui"),
    _l("%(partner)s menyetujui usulan Anda. Siapkan barangnya, lalu kirim.\n\nLihat: %(link)s"),
    link=page,
)
DECLINED = Letter(
    "order-declined",
    _l("Pesanan %(number)s tidak dapat dipenuhi"),
    _l("%(maker)s tidak dapat memenuhi pesanan %(number)s. Alasan: %(reason)s\n\nLihat: %(link)s"),
    link=page,
)
CANCELLED = Letter(
    "order-cancelled",
    _l("Pesanan %(number)s dibatalkan"),
    _l("Pesanan %(number)s dibatalkan. Alasan: %(reason)s\n\nLihat: %(link)s"),
    link=page,
)
LAPSED = Letter(
    "order-lapsed",
    _l("Pesanan %(number)s dibatalkan"),
    _l(
        "Batas waktu jawaban pesanan %(number)s sudah lewat, jadi pesanan itu batal. Sebabnya: %(how)s.\n\n"
        "Lihat: %(link)s"
    ),
    how=lambda code: Ending(code).label,
    link=page,
)

TO_ANSWER = {
    "placed": _l(
        "Pesanan %(number)s dari %(other)s, paling lambat %(deadline)s; tanpa jawaban, pesanan batal: %(link)s"
    ),
    "proposed": _l(
        "Usulan %(other)s untuk pesanan %(number)s, paling lambat %(deadline)s; tanpa jawaban, pesanan batal:"
        " %(link)s"
    ),
    "sent": _l(
        "Serah terima %(number)s dari %(other)s, paling lambat %(deadline)s; tanpa jawaban, dianggap disetujui:"
        " %(link)s"
    ),
}


def _to_answer(one: Mapping[str, Any]) -> Label:
    said = {**one, "deadline": moment(one["deadline"]), "link": page(one["link"])}
    return Label(TO_ANSWER[one["state"]].template, **said)


_REMINDER = _l("yang berikut menunggu jawaban Anda:\n\n%(due)s\n\nYang sudah dijawab tidak diingatkan lagi.")
_DUE = listed(_to_answer, more=_l("- dan %(count)s lagi di halaman Tugas"))
TO_ANSWER_ONE = Letter("answer-due", _l("Jawab sebelum terlambat: %(number)s"), _REMINDER, due=_DUE)
TO_ANSWER_MANY = Letter("answers-due", _l("%(count)s hal menunggu jawaban Anda"), _REMINDER, due=_DUE)
