"""Letters and reports: readable, tagged, the same every time, and closed to the machine around them."""

import io
from pathlib import Path

import pypdf
import pytest
import typst
from PIL import Image

from marketplace.adapters.charts import bars
from marketplace.adapters.codes import qr_svg
from marketplace.adapters.documents import typst_documents
from marketplace.adapters.documents.typst_documents import TypstDocuments

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
LETTER = """
#import "letter.typ": *
#show: letter.with(office: data.office, title: data.title, number: data.number, code: data.code)
#figures(data.figures)
#image("pictures/chart.svg", alt: data.chart)
#sheet(data.heads, data.rows, align: "lr")
#signature(data.signer, qr: "qr.svg", says: data.says)
"""
DATA = {
    "title": "Laporan Kepatuhan Agustus 2026",
    "number": "500/017/DISDAG/2026",
    "code": "mb2.test/verify/AB12",
    "office": {
        "name": "Pemerintah Kota Metro",
        "unit": "Dinas Koperasi, UMKM dan Perindustrian",
        "address": "Jalan Contoh 1, Metro",
    },
    "figures": [["Nilai produk lokal", "Rp25.191.300"], ["Porsi", "56,77%"]],
    "chart": "Belanja lokal tiap bulan",
    "heads": ["Mitra", "Nilai"],
    "rows": [[f"Toko {n}", f"Rp{n}.000"] for n in range(1, 90)],
    "signer": {"place": "Metro, 1 September 2026", "role": "Kepala Dinas", "name": "Ani", "rank": "Pembina"},
    "says": "Periksa keaslian di mb2.test/verify/AB12",
}
PICTURES = {
    "chart.svg": bars("Belanja lokal", ["Jul", "Ags"], [10, 12], target=11, target_label="Target"),
    "qr.svg": qr_svg("https://mb2.test/verify/AB12"),
}


@pytest.fixture
def documents(tmp_path):
    """Our letterhead and a letter on it, in a folder of its own."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.typ").write_text((TEMPLATES / "letter.typ").read_text())
    (folder / "report.typ").write_text(LETTER)
    (tmp_path / "secret.txt").write_text("rahasia")
    return TypstDocuments(folder)


@pytest.fixture
def write(tmp_path, documents):
    """Set a template of one's own."""

    def set_source(source, data=None, pictures=None):
        (tmp_path / "documents" / "own.typ").write_text(f'#set document(title: "x")\n{source}')
        return documents.pdf("own.typ", data or {}, pictures)

    return set_source


def pages(content):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_a_letter_carries_head_number_pages_and_signature(documents):
    found = pages(documents.pdf("report.typ", DATA, PICTURES))

    assert len(found) == 3
    assert "Pemerintah Kota Metro" in found[0]
    assert "Nomor: 500/017/DISDAG/2026" in found[0]
    assert "Halaman 1 dari 3" in found[0]
    assert "Mitra" in found[1]  # the head of the table comes again
    assert "Kepala Dinas" in found[-1]


def test_a_screen_reader_can_follow_it(documents):
    reader = pypdf.PdfReader(io.BytesIO(documents.pdf("report.typ", DATA, PICTURES)))

    assert reader.metadata.title == DATA["title"]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("id")
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_an_archival_one_says_so_and_stays_readable_aloud(tmp_path):
    (tmp_path / "dated.typ").write_text(
        '#set document(title: "x", date: datetime(year: 2026, month: 12, day: 1))\nx'
    )
    reader = pypdf.PdfReader(io.BytesIO(TypstDocuments(tmp_path).pdf("dated.typ", {}, archival=True)))
    about = reader.trailer["/Root"]["/Metadata"].get_data()

    assert b"<pdfaid:conformance>A<" in about and b"pdfuaid" in about


def test_the_same_letter_has_the_same_bytes(documents):
    assert documents.pdf("report.typ", DATA, PICTURES) == documents.pdf("report.typ", DATA, PICTURES)


def test_pictures_of_all_kinds_are_found(write):
    files = {}
    for kind, name in (("PNG", "a.png"), ("JPEG", "b.jpg")):
        file = io.BytesIO()
        Image.new("RGB", (20, 20), "maroon").save(file, kind)
        files[name] = file.getvalue()
    source = '#image("pictures/a.png", alt: "a")\n#image("pictures/b.jpg", alt: "b")'

    assert len(pypdf.PdfReader(io.BytesIO(write(source, {}, files))).pages[0].images) == 2


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "*tebal* $x$ @ref <a>", '"#panic()"', "\\", "//", "`"]
)
def test_words_of_a_visitor_are_set_as_they_are(write, text):
    source = "#let data = json(bytes(sys.inputs.data))\n#data.text"
    assert pages(write(source, {"text": f"a {text} z"}))[0].replace("\n", " ") == f"a {text} z"


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.txt", "../../secret.txt", "/../secret.txt"])
def test_no_file_outside_is_read(write, path):
    with pytest.raises(typst.TypstError):
        write(f'#read("{path}")')


@pytest.mark.parametrize("name", ["../report.typ", "/etc/passwd", "report", ".typ", ""])
def test_only_a_template_of_ours_is_set(documents, name):
    with pytest.raises(ValueError):
        documents.pdf(name, DATA)


@pytest.mark.parametrize("name", ["../a.svg", "a.typ", "a/b.png", "", ".png"])
def test_a_picture_cannot_take_another_files_place(documents, name):
    with pytest.raises(ValueError):
        documents.pdf("report.typ", DATA, {name: b"x"})


def test_a_picture_without_words_for_it_is_a_fault(write):
    with pytest.raises(typst.TypstError):
        write('#image("pictures/qr.svg")', {}, PICTURES)


class TestLong:
    """Set in a child process: the same bytes, and a fault says the same."""

    ROWS = {**DATA, "says": "x" * typst_documents.LONG}

    def test_it_is_set_apart_and_is_the_same(self, documents, monkeypatch):
        apart = documents.pdf("report.typ", self.ROWS, PICTURES)
        monkeypatch.setattr(typst_documents, "_set_apart", None)
        monkeypatch.setattr(typst_documents, "LONG", 2 * typst_documents.LONG)
        assert documents.pdf("report.typ", self.ROWS, PICTURES) == apart

    def test_a_fault_is_told(self, write):
        with pytest.raises(typst.TypstError, match="unknown variable"):
            write("#nothing", self.ROWS)
