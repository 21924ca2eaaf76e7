import csv
import io
from datetime import date

from marketplace.kernel.review import DRAFT
from marketplace.producers.models import LocalityBasis
from marketplace.producers.services.locality_and_holds import place_hold, record_locality
from tests.factories.certification import make_certificate
from tests.factories.producers import make_producer


def test_strangers_find_certified_makers_with_their_papers(session, stranger):
    paper = make_certificate(session, producer=make_producer(session, name="Abon Misal"))
    make_certificate(session, producer=make_producer(session, name="Batik Umpama", state=DRAFT))
    make_producer(session, name="Belum bersurat")

    page = stranger.open("/producers").text
    for words in ("Abon Misal", paper.number, "1 Mar 2030", f"/verify/{paper.public_id}", "SPP-IRT"):
        assert words in page
    assert "Batik Umpama" not in page
    assert "Belum bersurat" not in page
    assert "Tidak ada yang cocok" in stranger.open("/producers?q=zzz").text


def test_the_register_of_another_day_and_kind(session, stranger):
    make_certificate(session, producer=make_producer(session, name="Abon Misal"))

    assert "Tidak ada yang cocok" in stranger.open("/producers?on=2025-02-28").text
    past = stranger.open("/producers?on=2025-03-01").text
    assert "Keadaan pada 1 Mar 2025, bukan hari ini." in past
    assert "Abon Misal" in past
    assert "Tidak ada yang cocok" in stranger.open("/producers?kind=halal").text
    assert "Abon Misal" in stranger.open("/producers?kind=pirt&kelurahan=18.72.04.1003&on=besok").text


def test_what_is_exported_is_what_is_shown(session, stranger):
    maker = make_producer(session, name="=Abon Misal", kelurahan_code="18.72.04.1003")
    paper = make_certificate(session, producer=maker)
    halal = make_certificate(
        session, producer=maker, kind="halal", number="ID18110000123450924", expires_on=None
    )

    answer = stranger.open("/producers/register.csv?on=2026-11-24")
    assert answer.headers["Content-Disposition"] == "attachment; filename=mb2-pembuat-2026-11-24.csv"
    rows = [*csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")]
    assert rows == [
        ["Usaha", "Kelurahan", "Surat", "Nomor", "Terbit", "Berlaku sampai", "Kode periksa"],
        ["'=Abon Misal", "Iring Mulyo", "SPP-IRT", paper.number, "2025-03-01", "2030-03-01", paper.public_id],
        ["'=Abon Misal", "Iring Mulyo", "Halal", halal.number, "2025-03-01", "", halal.public_id],
    ]
    page = stranger.open("/producers?on=2026-11-24").text
    assert all(f">{head}</th>" in page for head in rows[0][2:])
    only = stranger.open("/producers/register.csv?on=2026-11-24&kind=halal").data.decode()
    assert paper.number not in only


def test_a_makers_page_tells_public_facts_only(session, work, stranger):
    producer = make_producer(session, name="Abon Misal", story="Sejak 1998.", nib="1234567890123")
    paper = make_certificate(session, producer=producer)
    with work() as uow:
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST)

    page = stranger.open(f"/producers/{producer.slug}").text
    for words in ("Sejak 1998.", "Iring Mulyo", "Metro Timur", "SPP-IRT", "diperiksa Dinas"):
        assert words in page
    for found in (paper.number, f"/verify/{paper.public_id}", f"/verify/{paper.public_id}/qr.svg"):
        assert found in page
    for address in (f"/producers/{producer.slug}", "/producers", "/producers/register.csv"):
        for kept in (producer.nib, producer.whatsapp, producer.address):
            assert kept not in stranger.open(address).text


def test_a_draft_and_a_suspended_maker_are_not_there(session, work, stranger):
    draft, held = make_producer(session, state=DRAFT), make_producer(session)
    make_certificate(session, producer=held, issued_on=date(2025, 1, 1))
    with work() as uow:
        place_hold(uow, held.id, reason="Keluhan")

    for producer in (draft, held):
        assert stranger.open(f"/producers/{producer.slug}").status_code == 404
    assert held.slug not in stranger.open("/producers").text
    assert stranger.open("/producers/tidak-ada").status_code == 404


def test_the_menu_of_strangers_leads_to_it(stranger):
    assert 'href="/producers"' in stranger.open("/").text
