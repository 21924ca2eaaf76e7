"""Each letter in each language, and whom it reaches."""

import json
import re
from functools import partial
from importlib import import_module

import pytest

from config import ROOT
from marketplace.accounts.letters import CODE_USED, DETAILS_CHANGED
from marketplace.kernel.letters import LETTERS
from tests.conftest import NOW
from tests.factories.producers import make_person
from tests.letters import TRANSLATOR, letters_of

for path in (ROOT / "marketplace").glob("*/letters.py"):
    import_module(f"marketplace.{path.parent.name}.letters")

PAPER = {"kind": "pirt", "number": "2061872010123-26", "ends_on": "2026-12-24"}
DUE = {"number": "0001/PO/XI/2026", "other": "Bu Tini", "deadline": "2026-11-27T10:00:00+00:00", "link": "/x"}
SAMPLES = {
    "after": "Budi",
    "before": "Sri",
    "business": "Keripik Bu Tini",
    "code": "KOPI7",
    "count": 3,
    "day": "2026-11-24",
    "deadline": "2026-11-27T10:00:00+00:00",
    "due": [DUE | {"state": state} for state in ("placed", "proposed", "sent")] * 10,
    "how": "maker-silent",
    "kind": "pirt",
    "left": 9,
    "link": "/producer/orders/abc",
    "maker": "Keripik Bu Tini",
    "mou": {"number": "510/12/2026", "ends_on": "2026-12-24", "left": 30},
    "number": "0001/PO/XI/2026",
    "officer": "Rina",
    "organisation": "Keripik Bu Tini",
    "page": "https://mb2.test/producer",
    "papers": [PAPER | {"left": left} for left in (30, 0, -1)],
    "partner": "Toko Rukun",
    "place": "Aula",
    "products": ["Keripik Pisang", "Abon"],
    "reason": "Banjir",
    "role": "owner",
    "since": "2026-11-24T00:00:00+00:00",
    "title": "Silaturahmi Iring Mulyo",
    "total": 1_250_000,
    "until": "2026-11-24T01:00:00+00:00",
    "what": {"kind": "pirt", "number": "2061872010123-26"},
    "when": "2026-11-27T00:00:00+00:00",
}
INDONESIAN = re.compile(
    r"\b(Anda|atau|batas|dan|dari|dengan|ini|kepada|lagi|Lihat|nomor|pada|pukul|sampai|sejak|tidak|untuk|yang)\b"
)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_letter_is_whole_in_either_language(name):
    letter = LETTERS[name]
    row = json.loads(json.dumps(letter.to(1, **SAMPLES)))
    indonesian, english = (
        letter.written(partial(TRANSLATOR.say, language=language), "Tini", row["figures"])
        for language in ("id", "en")
    )
    for subject, body in (indonesian, english):
        assert len(subject) <= 78 and not subject.endswith("…")
        assert not re.search(r"%\(|None|T\d\d:", subject + body)
    assert INDONESIAN.search(indonesian.body)
    assert not INDONESIAN.search(english.subject + english.body), english


@pytest.fixture
def write(session, work):
    def post(payload):
        with work() as uow:
            uow.later("send_mail", **payload)

    return post


def test_it_goes_where_the_person_can_be_reached_when_it_is_sent(session, write):
    person = make_person(session, name="Tini", email="lama@contoh.id")
    write(CODE_USED.to(person.id, left=9))
    person.email, person.name, person.locale = "baru@contoh.id", "Bu Tini", "en"
    session.commit()

    (letter,) = letters_of(session)
    assert (letter.to, letter.subject) == ("baru@contoh.id", "A recovery code of yours was used on MB2")
    assert letter.body.startswith("Hello Bu Tini,\n\n") and "9" in letter.body


@pytest.mark.parametrize("gone", [{"disabled_at": NOW}, {"email": None, "phone": "+628123456789"}])
def test_who_was_shut_out_or_has_no_address_any_more_is_not_written_to(session, write, gone):
    person = make_person(session, email="tini@contoh.id")
    write(CODE_USED.to(person.id, left=9))
    for name, value in gone.items():
        setattr(person, name, value)
    session.commit()

    assert letters_of(session) == []


@pytest.mark.parametrize(("given", "greeting"), [({}, "Halo Ani,"), ({"language": "en"}, "Hello Ani,")])
def test_an_address_is_written_to_as_it_was_given(session, write, given, greeting):
    write(DETAILS_CHANGED.to("ani@contoh.id", called="Ani", **given))

    (letter,) = letters_of(session)
    assert letter.to == "ani@contoh.id"
    assert letter.body.startswith(greeting)


def test_a_row_of_the_release_before_still_arrives(session, write):
    write({"to": "ani@contoh.id", "subject": "Halo", "body": "Lihat: {mb2}/partner"})

    (letter,) = letters_of(session)
    assert letter == type(letter)("ani@contoh.id", "Halo", "Lihat: https://mb2.test/partner")
