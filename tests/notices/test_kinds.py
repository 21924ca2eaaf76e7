"""Each letter of the program in each language, and each notice that has one."""

import json
import re
from functools import partial

import pytest

from marketplace import app
from marketplace.kernel.letters import LETTERS
from marketplace.notices.kinds.base import ON, REMINDERS
from tests.letters import TRANSLATOR

PAPER = {"kind": "pirt", "number": "2061872010123-26", "ends_on": "2026-12-24"}
DUE = {"number": "0001/PO/XI/2026", "other": "Bu Tini", "deadline": "2026-11-27T10:00:00+00:00", "link": "/x"}
SAMPLES = {
    "account": "Bank Lampung ····7890",
    "after": "Budi",
    "before": "Sri",
    "answered": 154_700,
    "business": "Keripik Bu Tini",
    "circular": ["500/017/2026", True],
    "code": "KOPI7",
    "count": 3,
    "day": "2026-11-24",
    "deadline": "2026-11-27T10:00:00+00:00",
    "due": [DUE | {"state": state} for state in ("placed", "proposed", "sent")] * 10,
    "ending": "7890",
    "hash": "9f" * 32,
    "how": "maker-silent",
    "kind": "pirt",
    "left": 9,
    "link": "/producer/orders/abc",
    "maker": "Keripik Bu Tini",
    "mou": {"number": "510/12/2026", "ends_on": "2026-12-24", "left": 30},
    "number": "0001/PO/XI/2026",
    "officer": "Rina",
    "on": "2026-11-24",
    "organisation": "Keripik Bu Tini",
    "page": "https://mb2.test/producer",
    "papers": [PAPER | {"left": left} for left in (30, 0, -1)],
    "partner": "Toko Rukun",
    "pay": "/partner/money/makers/abc",
    "period": "2026-07",
    "place": "Aula",
    "products": ["Keripik Pisang", "Abon"],
    "reason": "Banjir",
    "role": "owner",
    "rows": 12,
    "sent": 178_500,
    "seq": 4_711,
    "since": "2026-11-24T00:00:00+00:00",
    "title": "Silaturahmi Iring Mulyo",
    "total": 1_250_000,
    "until": "2026-11-24T01:00:00+00:00",
    "what": {"kind": "pirt", "number": "2061872010123-26"},
    "when": "2026-11-27T00:00:00+00:00",
    "amount": 240_000,
    "answer": "denied",
    "decision": "queried",
    "finding": "rejected",
    "lines": [{"letter": "report-published", "figures": {"month": "2026-10", "number": "1", "link": "/x"}}]
    * 30,
    "month": "2026-10",
    "other": "Toko Rukun",
    "owed": [{"other": "Bu Tini", "number": "1", "left": 9_000, "day": "2026-11-24", "account": "Bank ····7"}]
    * 30,
    "ruling": "accepted",
}
OF_LETTER = {  # where letters mean different things by one name
    "claim-decided": {"ruling": "makers"},
    "figure-replied": {"answer": "kept"},
    "office-work": {"what": "Ada ajuan yang menunggu diperiksa"},
    "sale-decided": {"ruling": "not-counted"},
}
INDONESIAN = re.compile(
    r"\b(Anda|atau|batas|dan|dari|dengan|ini|kepada|lagi|Lihat|nomor|pada|pukul|sampai|sejak|tidak|untuk|yang)\b"
)


def test_the_program_writes_when_these_things_happen():
    assert ON in app.REACTIONS


@pytest.mark.parametrize("name", REMINDERS)
def test_a_reminder_selects_what_tells_it_that_it_was_sent(work, name):
    reminder = REMINDERS[name]
    with work() as uow:
        columns = set(reminder.due(uow).selected_columns.keys())
    assert {"reader", *(key.name for key in reminder.sent.__table__.primary_key)} <= columns


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_letter_is_whole_in_either_language(name):
    letter = LETTERS[name]
    row = json.loads(json.dumps(letter.to(1, **SAMPLES | OF_LETTER.get(name, {}))))
    indonesian, english = (
        letter.written(partial(TRANSLATOR.translate, language=language), "Tini", row["figures"])
        for language in ("id", "en")
    )
    for subject, body in (indonesian, english):
        assert len(subject) <= 78 and not subject.endswith("…")
        assert not re.search(r"%\(|None|T\d\d:", subject + body)
    assert INDONESIAN.search(indonesian.body)
    assert not INDONESIAN.search(english.subject + english.body), english
