import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from marketplace.journal.chain import link, payload_of, text_of
from marketplace.kernel.clock import WIB
from marketplace.kernel.roles import OFFICER

COLUMNS = {
    "seq": 7,
    "at": datetime(2026, 11, 24, 1, 2, 3, 400, tzinfo=UTC),
    "user_id": 3,
    "organisation_id": 1,
    "on_behalf_of": None,
    "action": "SeatGiven",
    "subject_kind": "organisation",
    "subject_id": 1,
}


def test_the_text_is_canonical_so_that_anybody_can_recompute_it():
    text = text_of(COLUMNS, payload={"b": 1, "a": "Keripik “Bu Tini”"})
    assert text == (
        '{"action":"SeatGiven","at":"2026-11-24T01:02:03.000400+00:00","on_behalf_of":null,"organisation":1,'
        '"payload":{"a":"Keripik “Bu Tini”","b":1},"seq":7,"subject":{"id":1,"kind":"organisation"},"user":3}'
    )
    assert json.loads(text)["payload"] == payload_of(text)


def test_a_moment_is_written_in_utc_wherever_it_was_said():
    in_metro = COLUMNS | {"at": COLUMNS["at"].astimezone(WIB)}
    assert text_of(in_metro, payload={}) == text_of(COLUMNS, payload={})


def test_each_hash_holds_the_one_before_it():
    first = link("", "one")
    assert first == hashlib.sha256(b"one").hexdigest()
    assert link(first, "two") == hashlib.sha256(first.encode() + b"two").hexdigest()
    assert link(link("", "other"), "two") != link(first, "two")


def test_days_moments_words_and_sets_are_written_plainly():
    payload = {"on": date(2026, 8, 1), "role": OFFICER, "ids": frozenset({2, 1}), "digest": b"\x01\xff"}
    assert payload_of(text_of(COLUMNS, payload=payload)) == {
        "on": "2026-08-01",
        "role": "officer",
        "ids": [1, 2],
        "digest": "01ff",
    }


def test_a_row_does_not_belong_in_an_event():
    with pytest.raises(TypeError, match="object does not belong"):
        text_of(COLUMNS, payload={"row": object()})
