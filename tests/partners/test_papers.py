"""A memorandum on paper, as people read it."""

import io
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest

from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.partners.models import Mou, PartnerKind
from marketplace.partners.papers import PromiseOnPaper, mou_pdf
from marketplace.partners.states import DRAFT, ENDED
from marketplace.partners.wording import MouTemplate, filled
from tests.factories.partners import make_mou, make_partner

DOCUMENTS = TypstDocuments(Path(__file__).parents[2] / "templates" / "documents")
ADDRESS = "https://mb2.test/verify/k3m9p2q7r4s8"
SPEND = PromiseOnPaper(
    code="K1",
    title="Belanja lokal minimum",
    text="Sekurangnya lima juta sebulan.",
    figures=[("Paling sedikit (Rp)", "Rp5.000.000")],
    conditions="Bulan; Pembuat lokal; bukti paling rendah C",
)
SIGNED = {
    "signed_on": date(2026, 11, 24),
    "city_signatory": "Bambang Contoh",
    "city_position": "Wali Kota Metro (contoh)",
    "partner_signatory": "Rahmat Contoh",
    "partner_position": "Direktur",
    "text_sha256": "ab12" * 16,
}


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Misal", mou=False)


def paper(session, mou, promises=(SPEND,)):
    return mou_pdf(session, DOCUMENTS, mou, promises=promises, address=ADDRESS)


def pages(content):
    found = pypdf.PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in found]


def standard(partner_name="Toko Misal"):
    return filled(
        MouTemplate.SHOP,
        partner=partner_name,
        kind=PartnerKind.MINIMARKET,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )


def test_it_has_head_number_parties_days_text_promises_and_both_signatures(session, partner):
    mou = make_mou(session, partner, text=standard(), **SIGNED)
    found = pages(paper(session, mou))
    whole = " ".join(found)
    for words in (
        "Pemerintah Kota Metro Dinas Koperasi",
        f"Nomor: {mou.number}",
        "Toko Misal (minimarket)",
        "1 Januari 2026 sampai 31 Desember 2026",
        "K1. Belanja lokal minimum",
        "Rp5.000.000",
        "bukti paling rendah C",
        "Metro, 24 November 2026",
        "Bambang Contoh Wali Kota Metro (contoh)",
        "Rahmat Contoh Direktur",
        ADDRESS,
        mou.text_sha256,
    ):
        assert words in whole
    assert [re.search(r"Halaman \d+ dari \d+", page)[0] for page in found] == [
        f"Halaman {number} dari {len(found)}" for number in range(1, len(found) + 1)
    ]


def test_the_text_stands_there_to_the_last_word(session, partner):
    mou = make_mou(session, partner, text=standard(), **SIGNED)
    whole = "".join("".join(page.split()) for page in pages(paper(session, mou, ())))
    assert all("".join(block.split()) in whole for block in mou.text.split("\n\n"))


def test_the_same_row_gives_the_same_bytes(session, partner):
    mou = make_mou(session, partner, text=standard(), **SIGNED)
    assert paper(session, mou) == paper(session, session.get(Mou, mou.id))


def test_a_draft_carries_its_mark_on_every_page_and_no_code(session, partner):
    text = "\n\n".join(f"Pasal {number}. {'Kata demi kata. ' * 40}" for number in range(1, 12))
    mou = make_mou(session, partner, state=DRAFT, text=text, text_sha256=None)
    found = pages(paper(session, mou))
    assert len(found) > 2
    assert all("DRAF" in page for page in found)
    assert not any("verify" in page for page in found)
    assert "Nama dan jabatan" in found[-1]


def test_a_signed_one_carries_no_mark(session, partner):
    mou = make_mou(session, partner, text="Pasal 1. Begini.", **SIGNED)
    assert not any("DRAF" in page for page in pages(paper(session, mou)))


def test_one_without_promises_has_no_annex(session, partner):
    mou = make_mou(session, partner, text="Pasal 1. Begini.", **SIGNED)
    assert "Lampiran" in " ".join(pages(paper(session, mou)))
    assert "Lampiran" not in " ".join(pages(paper(session, mou, ())))


def test_an_addendum_and_a_renewal_name_the_other(session, partner):
    mou = make_mou(session, partner, **SIGNED)
    addendum = make_mou(session, partner, amends_id=mou.id, **SIGNED)
    renewal = make_mou(session, partner, state=DRAFT, replaces_id=mou.id)
    assert f"Adendum Nota Kesepahaman Nomor: {addendum.number}" in pages(paper(session, addendum))[0]
    assert f"Mengubah {mou.number}" in pages(paper(session, addendum))[0]
    assert f"Melanjutkan {mou.number}" in pages(paper(session, renewal))[0]


def test_one_that_ended_early_says_so(session, partner):
    mou = make_mou(
        session, partner, state=ENDED, ended_on=date(2026, 6, 30), ended_because="pindah", **SIGNED
    )
    first = pages(paper(session, mou))[0]
    assert "hari terakhir berlakunya 30 Juni 2026" in first and "pindah" not in first


@pytest.mark.parametrize(
    "words",
    ['#read("/etc/passwd")', "*tebal* $x$ @ref <a>", "== Judul", "= \n= ", "//", "`kode`", "\u202eterbalik"],
)
def test_words_of_the_text_are_set_as_they_are(session, partner, words):
    mou = make_mou(session, partner, text=f"awal {words} akhir\n\n{words}", **SIGNED)
    assert "awal" in pages(paper(session, mou))[0]
    if words.isascii():
        assert "".join(words.split()) in "".join(pages(paper(session, mou))[0].split())


def test_a_reader_for_the_blind_can_follow_it(session, partner):
    reader = pypdf.PdfReader(io.BytesIO(paper(session, make_mou(session, partner, **SIGNED))))
    assert reader.metadata.title == "Nota Kesepahaman"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
