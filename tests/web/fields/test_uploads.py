from io import BytesIO

from marketplace.web.fields import uploads
from marketplace.web.forms import Document, Picture


def file(content=b"isi", name="nota.jpg"):
    return BytesIO(content), name


def test_a_file_is_there_with_its_name(sent):
    field = sent(Document("Nota"), file())

    assert (field.content, field.filename) == (b"isi", "nota.jpg")
    assert field.content == b"isi"  # may be read twice
    assert field.errors == []


def test_several_files_if_so_wanted(sent):
    field = sent(Picture("Foto", several=True), file(name="a.jpg"), file(name="b.jpg"))

    assert [upload.filename for upload in field.files] == ["a.jpg", "b.jpg"]
    assert " multiple" in field()
    assert " multiple" not in sent(Picture("Foto"), file())()


def test_a_needed_file_must_be_there(sent):
    assert sent(Document("Nota")).errors == ["Nota wajib diisi."]
    assert sent(Document("Nota"), file(name="")).errors == ["Nota wajib diisi."]
    assert sent(Document("Nota"), "teks").errors == ["Nota wajib diisi."]
    assert sent(Document("Nota", required=False)).content == b""


def test_empty_and_large_files_are_refused_by_name(sent, monkeypatch):
    assert sent(Document("Nota"), file(b"")).errors == ["Nota: berkas “nota.jpg” kosong."]
    monkeypatch.setattr(uploads, "MEBIBYTE", 100)
    assert sent(Document("Nota", megabytes=1), file(b"x" * 100)).errors == []
    large = sent(Document("Nota", megabytes=1), file(b"x" * 101))
    assert large.errors == ["Nota: berkas “nota.jpg” lebih besar dari 1 MB; kecilkan dahulu."]


def test_the_browser_is_told_what_to_offer(sent):
    assert 'accept="image/*,.pdf"' in sent(Document("Nota"), file())()
    assert 'accept="image/*"' in sent(Picture("Foto"), file())()
    assert 'accept=".csv,.xlsx"' in sent(Document("Berkas", accept=".csv,.xlsx"), file())()
