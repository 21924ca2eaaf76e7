"""What the database itself refuses, whoever speaks to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories.producers import make_producer


def refused(session, statement, **values):
    with pytest.raises(IntegrityError):
        session.execute(text(statement), values)
        session.commit()
    session.rollback()


def test_a_nib_is_of_one_maker(session):
    make_producer(session, nib="1" * 13)
    other = make_producer(session)
    refused(session, "UPDATE producers SET nib = :nib WHERE id = :id", nib="1" * 13, id=other.id)


@pytest.mark.parametrize("nib", ["123456789012", "12345678901234", "", "021123004567A", "0211 30045678"])
def test_a_nib_has_thirteen_digits(session, nib):
    producer = make_producer(session)
    refused(session, "UPDATE producers SET nib = :nib WHERE id = :id", nib=nib, id=producer.id)


def test_an_order_minimum_is_not_negative(session):
    producer = make_producer(session)
    refused(session, "UPDATE producers SET order_minimum = -1 WHERE id = :id", id=producer.id)


def test_a_name_means_one_maker(session):
    one, two = make_producer(session), make_producer(session)
    insert = (
        "INSERT INTO producer_aliases (producer_id, text, same, taught_at)"
        " VALUES (:id, 'x', 'x', '2026-01-01 00:00:00')"
    )
    session.execute(text(insert), {"id": one.id})
    session.commit()
    refused(session, insert, id=two.id)


LOCALITY = (
    "INSERT INTO localities (producer_id, from_on, until_on, basis)"
    " VALUES (:id, CAST(:start AS DATE), CAST(:end AS DATE), 'site_visit')"
)
LOCALITY_SQLITE = (
    "INSERT INTO localities (producer_id, from_on, until_on, basis) VALUES (:id, :start, :end, 'site_visit')"
)


@pytest.fixture
def insert_locality(session):
    return LOCALITY_SQLITE if session.get_bind().dialect.name == "sqlite" else LOCALITY


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        ("2026-03-31", None),
        (None, "2026-03-01"),
        ("2026-03-10", "2026-03-11"),
        ("2026-01-01", "2026-12-31"),
    ],
)
def test_stretches_of_locality_do_not_overlap(session, insert_locality, start, end):
    producer = make_producer(session)
    session.execute(text(insert_locality), {"id": producer.id, "start": "2026-03-01", "end": "2026-03-31"})
    session.commit()
    refused(session, insert_locality, id=producer.id, start=start, end=end)


def test_stretches_may_follow_each_other_and_belong_to_another(session, insert_locality):
    one, two = make_producer(session), make_producer(session)
    for maker, start, end in (
        (one, "2026-03-01", "2026-03-31"),
        (one, "2026-04-01", None),
        (two, "2026-03-15", None),
    ):
        session.execute(text(insert_locality), {"id": maker.id, "start": start, "end": end})
    session.commit()


def test_a_stretch_cannot_grow_into_its_neighbour(session, insert_locality):
    producer = make_producer(session)
    for start, end in (("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30")):
        session.execute(text(insert_locality), {"id": producer.id, "start": start, "end": end})
    session.commit()
    refused(session, "UPDATE localities SET until_on = NULL WHERE from_on = '2026-03-01'")


def test_a_stretch_ends_after_it_starts(session, insert_locality):
    producer = make_producer(session)
    refused(session, insert_locality, id=producer.id, start="2026-03-02", end="2026-03-01")
