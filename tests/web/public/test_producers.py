from marketplace.kernel.review import DRAFT
from marketplace.producers.models import LocalityBasis
from marketplace.producers.services.standing import place_hold, record_locality
from tests.factories.certification import make_certificate
from tests.factories.producers import make_producer


def test_strangers_find_approved_makers(session, stranger):
    make_producer(session, name="Abon Misal")
    make_producer(session, name="Batik Umpama", state=DRAFT)

    page = stranger.open("/producers").text
    assert "Abon Misal" in page
    assert "Batik Umpama" not in page
    assert "Tidak ada yang cocok" in stranger.open("/producers?q=zzz").text


def test_a_makers_page_tells_public_facts_only(session, work, stranger):
    producer = make_producer(session, name="Abon Misal", story="Sejak 1998.", nib="1234567890123")
    make_certificate(session, producer=producer)
    with work() as uow:
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST)

    page = stranger.open(f"/producers/{producer.slug}").text
    for said in ("Sejak 1998.", "Iring Mulyo", "Metro Timur", "SPP-IRT", "diperiksa Dinas"):
        assert said in page
    for kept in (producer.nib, producer.whatsapp, producer.address):
        assert kept not in page


def test_a_draft_and_a_suspended_maker_are_not_there(session, work, stranger):
    draft, held = make_producer(session, state=DRAFT), make_producer(session)
    with work() as uow:
        place_hold(uow, held.id, reason="Keluhan")

    for producer in (draft, held):
        assert stranger.open(f"/producers/{producer.slug}").status_code == 404
    assert stranger.open("/producers/tidak-ada").status_code == 404
