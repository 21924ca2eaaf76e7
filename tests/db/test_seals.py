"""What of a row is hashed: one text for the same row, another for any other."""

from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from itertools import repeat

import pytest

from marketplace.db.seals import SEALED, NumberKeys, differing, key_from, key_text, keys_of, list_of, seal
from marketplace.partners.models import PartnerKind
from marketplace.producers.models import Producer
from marketplace.tables import metadata
from marketplace.uptake import ledger

metadata()
LOCALITY = {
    "id": 3,
    "producer_id": 7,
    "from_on": date(2026, 1, 31),
    "until_on": None,
    "basis": "site_visit",
    "verified_by": None,
    "evidence_id": None,
}
CERTIFICATE = {"id": 1, "details": {"b": [1], "a": "ö"}, "created_at": datetime(2026, 8, 1, 5, tzinfo=UTC)}


def digest(table, **values):
    [only] = SEALED[table].digests({name: [value] for name, value in values.items()})
    return only


def test_a_digest_is_of_canonical_json_that_anybody_can_recompute():
    text = 'localities{"basis":"site_visit","from_on":"2026-01-31","id":3,"producer_id":7}'
    assert digest("localities", **LOCALITY) == sha256(text.encode()).digest()


def test_moments_are_in_utc_and_json_in_order():
    text = 'certificates{"created_at":"2026-08-01T05:00:00+00:00","details":{"a":"ö","b":[1]},"id":1}'
    assert digest("certificates", **CERTIFICATE) == sha256(text.encode()).digest()
    elsewhere = CERTIFICATE["created_at"].astimezone(timezone(timedelta(hours=7)))
    assert digest(
        "certificates", **CERTIFICATE | {"created_at": elsewhere, "details": {"a": "ö", "b": [1]}}
    ) == (digest("certificates", **CERTIFICATE))


@pytest.mark.parametrize(
    "change",
    [
        {"from_on": None},
        {"until_on": date(2027, 1, 1)},
        {"producer_id": 8},
        {"id": 4},
        {"basis": "city_list"},
        {"verified_by": 1},
    ],
    ids=str,
)
def test_every_column_counts(change):
    assert digest("localities", **LOCALITY | change) != digest("localities", **LOCALITY)


def test_words_cannot_pass_for_columns():
    one = digest("categories", id=1, code='a","name":"b', name="c")
    assert one != digest("categories", id=1, code="a", name="b")


def test_a_column_that_a_row_does_not_use_changes_nothing():
    assert digest("localities", **LOCALITY) == digest(
        "localities", **{name: value for name, value in LOCALITY.items() if value}
    )


def test_rows_given_by_column_are_the_same_rows():
    together = SEALED["partners"].digests(
        {
            "id": [1, 2],
            "kind": repeat(PartnerKind.HOTEL),
            "parent_id": repeat(None),
            "staff_count": [None, 40],
        }
    )
    assert together == [
        digest("partners", id=1, kind="hotel"),
        digest("partners", id=2, kind="hotel", staff_count=40),
    ]


def test_a_list_is_the_same_in_any_order():
    keys, digests = [(3,), (1,), (2,), (9,)], [bytes([n]) * 32 for n in range(4)]
    rows = list_of(keys, digests)
    assert rows == list_of(keys[::-1], digests[::-1])
    assert (rows["keys"], list(keys_of(rows))) == ("1-3,9", [(1,), (2,), (3,), (9,)])


def test_keys_of_one_number_are_listed_alike_whether_they_are_kept_or_made():
    numbers, digests = [4, 7, 5], [bytes([one]) * 32 for one in range(3)]
    kept = [(number,) for number in numbers]
    assert list_of(NumberKeys(numbers), digests) == list_of(kept, digests)
    made = NumberKeys(range(10, 13))
    assert (list(made), made[1], list(made[:2]), len(made)) == (
        [(10,), (11,), (12,)],
        (11,),
        [(10,), (11,)],
        3,
    )


def test_keys_of_several_parts_come_back():
    rows = list_of([(2, 1), (1, 5)], [b"a" * 32, b"b" * 32])
    assert (rows["keys"], list(keys_of(rows))) == ("1/5,2/1", [(1, 5), (2, 1)])
    assert key_from(key_text((7, "satu"))) == (7, "satu")


@pytest.mark.parametrize("row", range(5))
def test_the_row_of_a_list_that_differs_is_named(row):
    keys, digests = [(n,) for n in range(5)], [sha256(bytes([n])).digest() for n in range(5)]
    rows, now = list_of(keys, digests), dict(zip(keys, digests, strict=True))
    assert differing(rows, keys, now) == []
    assert differing(rows, keys, now | {(row,): b"x" * 32}) == [(row,)]
    del now[row,]
    assert differing(rows, keys, now) == [(row,)]


def test_two_rows_exchanged_are_both_named():
    keys, digests = [(n,) for n in range(5)], [sha256(bytes([n])).digest() for n in range(5)]
    now = dict(zip(keys, [digests[1], digests[0], *digests[2:]], strict=True))
    assert differing(list_of(keys, digests), keys, now) == [(0,), (1,)]


def test_a_row_made_to_begin_alike_is_still_noticed():
    """The beginning of a digest can be met by trying; the whole cannot, so all of the list are suspected."""
    keys, digests = [(1,), (2,)], [sha256(b"1").digest(), sha256(b"2").digest()]
    alike = digests[0][:3] + b"x" * 29
    assert differing(list_of(keys, digests), keys, {keys[0]: alike, keys[1]: digests[1]}) == keys


def test_a_column_that_is_not_there_is_a_mistake():
    with pytest.raises(LookupError, match="producers has no colour"):
        seal(Producer, only=("colour",))


def test_every_table_that_the_ledger_is_read_from_is_sealed():
    froms = {
        table.name
        for one in ledger._reading().get_final_froms()
        for table in one._from_objects
        if getattr(table, "is_selectable", False) and hasattr(table, "name") and table.name
    }
    assert "purchase_lines" in froms
    assert {name for name in froms if name in metadata().tables} <= SEALED.keys()
