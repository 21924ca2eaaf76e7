"""The code of a maker's certificate; reports have theirs in tests/compliance and tests/journeys."""

from datetime import date

import pytest

from marketplace.certification.models import CertificateHold
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer


@pytest.fixture
def paper(session):
    maker = make_producer(session, name="Abon Misal")
    return make_certificate(session, make_product(session, producer=maker, name="Abon sapi"))


def test_a_valid_one_says_whose_it_is_and_how_long(paper, stranger):
    page = stranger.open(f"/verify/{paper.public_id}").text
    for words in (paper.number, "Abon Misal", "Abon sapi", "1 Mar 2030", "Berlaku", "Wali Kota lewat OSS"):
        assert words in page


def test_the_day_asked_about_is_told(paper, stranger):
    before = stranger.open(f"/verify/{paper.public_id}?on=2025-02-28").text
    assert "Keadaan pada 28 Feb 2025, bukan hari ini." in before
    assert "Belum terbit pada hari itu" in before
    assert "Habis masa berlakunya" in stranger.open(f"/verify/{paper.public_id}?on=2030-03-02").text
    assert stranger.open(f"/verify/{paper.public_id}?on=kemarin").status_code == 200


def test_a_revoked_one_says_since_when_and_not_why(session, paper, stranger):
    paper.revoked_on, paper.revoked_because = date(2026, 5, 1), "Dapur Bu Tini kotor"
    session.commit()
    page = stranger.open(f"/verify/{paper.public_id}").text
    assert "Tidak berlaku lagi sejak 1 Mei 2026." in page
    assert "Bu Tini" not in page


def test_a_superseded_one_leads_to_what_took_its_place(session, paper, stranger):
    newer = make_certificate(session, producer=make_producer(session), issued_on=date(2026, 6, 1))
    paper.superseded_by_id = newer.id
    session.commit()
    page = stranger.open(f"/verify/{paper.public_id}").text
    assert "Sudah diganti" in page
    assert f"/verify/{newer.public_id}" in page


def test_a_held_one_says_so_and_not_why(session, paper, stranger):
    session.add(
        CertificateHold(
            certificate_id=paper.id, from_on=date(2026, 11, 1), reason="Diduga palsu", placed_by=None
        )
    )
    session.commit()
    page = stranger.open(f"/verify/{paper.public_id}").text
    assert "Ditangguhkan" in page
    assert "Diduga palsu" not in page


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "rejected"])
def test_of_one_that_was_not_approved_nothing_is_told(session, paper, stranger, state):
    paper.state = state
    session.commit()
    page = stranger.open(f"/verify/{paper.public_id}").text
    assert "Tidak disetujui Dinas" in page
    for kept in (paper.number, "Abon Misal", "Abon sapi"):
        assert kept not in page
    assert stranger.open(f"/verify/{paper.public_id}/qr.svg").status_code == 404


def test_an_unknown_code_is_explained_and_may_be_typed_again(stranger):
    answer = stranger.open("/verify/7k2m9q4w8r3t")
    assert answer.status_code == 404
    assert "Jangan dipakai sebagai bukti" in answer.text
    assert 'value="7k2m9q4w8r3t"' in answer.text
    assert stranger.open("/verify/7k2m9q4w8r3t/qr.svg").status_code == 404


def test_the_qr_leads_back_and_says_what_it_is(paper, stranger):
    answer = stranger.open(f"/verify/{paper.public_id}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "SPP-IRT" in answer.text
    assert f"/verify/{paper.public_id}/qr.svg" in stranger.open(f"/verify/{paper.public_id}").text


def test_what_is_typed_with_blanks_and_capitals_is_found(paper, stranger):
    typed = f"{paper.public_id[:6].upper()} {paper.public_id[6:]}"
    answer = stranger.open(f"/verify?code={typed}")
    assert answer.headers["Location"] == f"/verify/{paper.public_id}"
