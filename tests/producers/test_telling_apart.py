"""Two records that look like one maker and are two."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.actor import Actor
from marketplace.kernel.actor import ActorSeat as Sits
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, STAFF
from marketplace.producers.duplicates import PairList, duplicates_of, equal_signs, verdict_on
from marketplace.producers.events import ProducersToldApart
from marketplace.producers.services.merging import mark_as_different, merge_producers
from tests.conftest import NOW
from tests.factories.producers import make_person, make_producer

COMMON = "Nama yang umum; dua dapur, dua pemilik"


@pytest.fixture
def namesakes(session):
    return [make_producer(session, name="Keripik Berkah", whatsapp=None) for _ in range(2)]


@pytest.fixture
def tell(work, namesakes):
    def act(one=namesakes[0], other=namesakes[1], reason=COMMON, **who):
        with work(OFFICER, at=1, **who) as uow:
            return mark_as_different(uow, one.id, other.id, reason=reason)

    return act


@pytest.fixture
def listed(session):
    def of(**given):
        return [(pair.one_id, pair.other_id, pair.because) for pair in PairList(**given).page(session)]

    return of


def test_they_are_not_shown_as_one_again(session, namesakes, tell, listed, heard):
    one, other = namesakes
    pair = (one.id, other.id, "nama")
    assert (listed(), listed(told_apart=True)) == ([pair], [])

    assert tell(other, one) == ("same_name",)  # whichever comes first
    assert (listed(), listed(told_apart=True)) == ([], [pair])
    assert duplicates_of(session, one.id) == duplicates_of(session, other.id) == []
    assert equal_signs(session, one.id, other.id) == ("same_name",)
    assert heard == [
        ProducersToldApart(producer_id=one.id, other_id=other.id, signs=("same_name",), reason=COMMON)
    ]


def test_another_namesake_still_is(session, namesakes, tell):
    one, other = namesakes
    tell()
    third = make_producer(session, name="KERIPIK BERKAH", whatsapp=None)

    assert [twin.producer_id for twin in duplicates_of(session, one.id)] == [third.id]
    assert [twin.producer_id for twin in duplicates_of(session, third.id)] == [one.id, other.id]


def test_a_sign_that_becomes_equal_later_brings_them_back_until_it_too_is_looked_at(
    session, namesakes, tell, listed
):
    one, other = namesakes
    tell()
    for record in namesakes:
        record.nik_mark = "a" * 64
    session.commit()

    assert listed() == [(one.id, other.id, "NIK")]
    assert [twin.because for twin in duplicates_of(session, other.id)] == ["NIK"]
    assert tell(reason="Suami istri memakai satu NIK pada formulir") == ("nik_mark",)
    assert (listed(), listed(told_apart=True)) == ([], [(one.id, other.id, "nama, NIK")])


def test_the_verdict_says_who_when_and_why(session, namesakes, tell):
    one, other = namesakes
    assert verdict_on(session, one.id, other.id) is None
    person = make_person(session)
    tell(user_id=person.id)

    assert verdict_on(session, other.id, one.id) == (COMMON, NOW, person.name)


def test_they_may_still_be_merged(session, namesakes, tell, work):
    one, other = namesakes
    tell()
    with work(OFFICER, at=1) as uow:
        merge_producers(uow, one.id, other.id, reason="Ternyata satu dapur")
    session.expire_all()

    assert other.merged_into_id == one.id
    assert PairList(told_apart=True).page(session).rows == []


def test_what_makes_no_sense_is_refused(session, namesakes, tell):
    with pytest.raises(Refused) as no:
        tell(reason="  ")
    assert no.value.field == "because"
    with pytest.raises(Refused, match="berbeda"):
        tell(other=namesakes[0])
    with pytest.raises(Refused, match="tidak punya tanda yang sama"):
        tell(other=make_producer(session, whatsapp=None))
    tell()
    with pytest.raises(Refused, match="sudah dinyatakan dua usaha"):
        tell()


def test_only_an_officer_who_sits_in_neither_may(namesakes, work):
    one, other = namesakes
    for role, seats in ((AUDITOR, set()), (OFFICER, {Sits(STAFF, other.id)})):
        with work(role, at=1) as uow:
            uow.actor = Actor(user_id=None, at=1, kind=OFFICE, seats=frozenset({Sits(role, 1)} | seats))
            with pytest.raises(Forbidden):
                mark_as_different(uow, one.id, other.id, reason=COMMON)


def test_what_was_told_stays_and_is_told_once_the_older_record_first(session, namesakes, tell):
    one, other = namesakes
    tell()
    insert = (
        "INSERT INTO producers_told_apart (one_id, other_id, sign, reason, told_at)"
        " VALUES ({}, {}, '{}', 'x', '2026-01-01 00:00:00')"
    )
    for statement in (
        "UPDATE producers_told_apart SET reason = 'y'",
        "DELETE FROM producers_told_apart",
        insert.format(one.id, other.id, "same_name"),
        insert.format(other.id, one.id, "whatsapp"),
        insert.format(one.id, one.id, "whatsapp"),
    ):
        with pytest.raises(IntegrityError):
            session.execute(text(statement))
        session.rollback()
