"""Letters about papers and products, heard through the program's own reactions."""

from datetime import date, timedelta

import pytest

from marketplace.catalog.holding import hold_product
from marketplace.certification.events import ProductsLapsed
from marketplace.certification.services.holding import hold_certificate
from marketplace.certification.services.passing import pass_day
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.reviewing import revoke_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.notices.reactions import REACTIONS
from marketplace.producers.models import Producer
from marketplace.producers.services.locality_and_holds import place_hold
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_person, make_seat
from tests.letters import letters_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def product(session):
    product = make_product(session, name="Keripik Singkong", eligible_until=TODAY)
    owner = make_person(session, name="Tini", email="tini@contoh.test")
    make_seat(session, owner, session.get_one(Producer, product.producer_id))
    return product


@pytest.fixture
def act(session, queue):
    """A unit of work with notices."""

    def open_unit(days=0):
        return UnitOfWork(
            session, actor=SYSTEM, now=NOW + timedelta(days=days), bus=Bus(REACTIONS), queue=queue
        )

    return open_unit


@pytest.fixture
def letter(session):
    def only():
        (letter,) = letters_of(session)
        assert letter.to == "tini@contoh.test"
        return letter.body

    return only


def test_what_lapsed_is_named_once_with_the_next_step(session, act, product, letter):
    with act() as uow:
        load_reference(uow)
    product.eligible_until = TODAY
    session.commit()
    for _ in range(2):
        with act(days=1) as uow:
            pass_day(uow, since=TODAY)

    assert "sejak hari ini produk berikut tidak tampil di katalog" in letter()
    assert "- Keripik Singkong" in letter()
    assert "lihat surat apa yang perlu diajukan" in letter()


@pytest.mark.parametrize(("count", "lines"), [(20, 20), (25, 21)])
def test_a_long_list_is_cut_short(session, act, product, letter, count, lines):
    maker = session.get_one(Producer, product.producer_id)
    more = [make_product(session, producer=maker).id for _ in range(count - 1)]
    with act() as uow:
        uow.emit(ProductsLapsed(producer_id=maker.id, product_ids=(product.id, *more)))

    listed = [line for line in letter().splitlines() if line.startswith("- ")]
    assert len(listed) == lines
    assert ("- dan 5 lagi" in listed) == (lines > 20)


def test_a_revocation_is_told_with_its_reason(session, act, product, letter):
    row = make_certificate(session, product, number="2061872010123-30")
    with act() as uow:
        revoke_certificate(uow, row.id, reason="Dicabut OSS")

    assert "SPP-IRT nomor 2061872010123-30 dicabut sejak 24 November 2026. Alasan: Dicabut OSS" in letter()


def test_a_doubtful_certificate_is_told(session, act, product, letter):
    row = make_certificate(session, product, number="2061872010123-30")
    with act() as uow:
        hold_certificate(uow, row.id, reason="Nomor diragukan")

    assert "SPP-IRT nomor 2061872010123-30 ditangguhkan sejak 24 November 2026." in letter()
    assert "Nomor diragukan" in letter()


def test_a_suspended_product_is_called_by_its_name(act, product, letter):
    with act() as uow:
        hold_product(uow, product.id, reason="Label salah", from_on=TODAY + timedelta(1))

    assert "Keripik Singkong ditangguhkan sejak 25 November 2026. Alasan: Label salah" in letter()


def test_a_suspended_maker_reads_why(act, product, letter):
    with act() as uow:
        place_hold(uow, product.producer_id, reason="Keluhan pembeli")

    assert "usaha Anda ditangguhkan sejak 24 November 2026. Alasan: Keluhan pembeli" in letter()
