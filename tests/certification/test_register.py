from datetime import date

import pytest
from sqlalchemy import event

from marketplace.certification.register import Register
from marketplace.kernel.review import DRAFT
from marketplace.producers.models import ProducerHold
from tests.factories.certification import make_certificate
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)


@pytest.fixture
def abon(session):
    """A P-IRT from March 2025 to March 2030, a halal certificate from 2026 on."""
    producer = make_producer(session, name="Abon Misal")
    make_certificate(session, producer=producer, number="2061872010123-30")
    make_certificate(
        session,
        producer=producer,
        kind="halal",
        number="ID18110000123450926",
        issued_on=date(2026, 9, 1),
        expires_on=None,
    )
    return producer


def names(session, **given):
    listing = Register(**({"day": TODAY} | given))
    return [row.name for row in listing.rows(session)]


def kinds(session, maker, **given):
    entries = Register(**({"day": TODAY} | given)).entries(session, [maker.id])
    return [one.kind for one in entries.get(maker.id, ())]


def test_makers_stand_with_what_holds_on_the_day(session, abon):
    make_producer(session, name="Batik tanpa surat")
    assert names(session) == ["Abon Misal"]
    assert kinds(session, abon) == ["pirt", "halal"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 2, 28), []),
        (date(2025, 3, 1), ["pirt"]),
        (date(2026, 8, 31), ["pirt"]),
        (date(2026, 9, 1), ["pirt", "halal"]),
        (date(2030, 3, 1), ["pirt", "halal"]),
        (date(2030, 3, 2), ["halal"]),
    ],
)
def test_another_day_has_its_own_papers(session, abon, day, found):
    assert kinds(session, abon, day=day) == found
    assert names(session, day=day) == (["Abon Misal"] if found else [])


def test_what_is_not_approved_revoked_or_superseded_is_not_there(session):
    producer = make_producer(session)
    make_certificate(session, producer=producer, state="submitted")
    make_certificate(session, producer=producer, revoked_on=date(2026, 11, 24))
    assert names(session) == []
    assert names(session, day=date(2026, 11, 23)) == [producer_name(session, producer)]


def producer_name(session, producer):
    listing = Register(day=date(2026, 11, 23))
    return next(row.name for row in listing.rows(session) if row.id == producer.id)


def test_strangers_see_no_draft_no_held_and_no_merged_maker(session, abon):
    for given in ({"state": DRAFT}, {"merged_into_id": abon.id}):
        make_certificate(session, producer=make_producer(session, **given))
    held = make_producer(session, name="Ditahan")
    make_certificate(session, producer=held)
    session.add(
        ProducerHold(producer_id=held.id, from_on=date(2026, 11, 1), reason="Keluhan", placed_by=None)
    )
    session.commit()
    assert names(session) == ["Abon Misal"]
    assert names(session, day=date(2026, 10, 31)) == ["Abon Misal", "Ditahan"]


def test_it_is_narrowed_by_name_kelurahan_and_kind(session, abon):
    other = make_producer(session, name="Batik Umpama", kelurahan_code="18.72.01.1001")
    make_certificate(session, producer=other, kind="nib", number="1234567890123", expires_on=None)

    assert names(session, name="umpama") == ["Batik Umpama"]
    assert names(session, name="%") == []
    assert names(session, kelurahan="18.72.01.1001") == ["Batik Umpama"]
    assert names(session, kind="halal") == ["Abon Misal"]
    assert kinds(session, abon, kind="halal") == ["halal"]


def test_the_whole_is_what_the_pages_show_in_few_statements(session, abon):
    for number in range(30):
        make_certificate(session, producer=make_producer(session, name=f"Pembuat {number:02}"))
    listing, sent = Register(day=TODAY), []
    pages = [listing.numbered(session, number) for number in (1, 2)]
    shown = [
        (maker.name, one.code)
        for page in pages
        for maker in page
        for one in listing.entries(session, [row.id for row in page])[maker.id]
    ]

    event.listen(session.bind, "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert [(maker.name, one.code) for maker, one in listing.whole(session)] == shown
    assert len(shown) == 32
    assert len(sent) == 2
