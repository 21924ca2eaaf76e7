"""A file is what its bytes say, and no bytes whatever stop the program."""

import io
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.files.services import safe_name
from marketplace.files.sniffing import BRANDS, ENDINGS, ODS, STARTS, XLSX, sniff
from tests.adapters.opendocument import ods, table

MARKUP = ("<", "\ufeff<", "  \r\n\t<!DOCTYPE html>", "\ufeff \n<svg>")


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


WORKBOOK = workbook()
OPEN = ods(table([["x"]]))


@given(content=st.binary(max_size=300))
def test_no_bytes_stop_it_and_what_is_taken_has_an_ending(content):
    found = sniff(content)
    assert found is None or found in ENDINGS


@given(
    place=st.integers(0, len(WORKBOOK) - 1),
    value=st.integers(0, 255),
    length=st.integers(4, len(WORKBOOK)),
)
@example(place=0, value=0x50, length=len(WORKBOOK))
def test_a_damaged_workbook_is_a_workbook_or_nothing_we_take(place, value, length):
    damaged = bytearray(WORKBOOK)
    damaged[place] = value
    found = sniff(bytes(damaged[:length]))
    assert found in (XLSX, None)


@pytest.mark.parametrize(("whole", "kind"), [(WORKBOOK, XLSX), (OPEN, ODS)])
@given(data=st.data())
def test_neither_does_one_damaged_in_many_places(whole, kind, data):
    damaged = bytearray(whole)
    places = st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, max_size=12)):
        damaged[place] = value
    damaged[:4] = b"PK\x03\x04"
    assert sniff(bytes(damaged)) in (kind, None)


@pytest.mark.parametrize(("start", "media_type"), STARTS.items())
@given(rest=st.binary(max_size=50))
def test_whatever_follows_the_first_bytes_decide(start, media_type, rest):
    assert sniff(start + rest) == media_type


@pytest.mark.parametrize(("brand", "media_type"), BRANDS.items())
@given(size=st.binary(min_size=4, max_size=4), rest=st.binary(max_size=20))
def test_pictures_of_a_telephone_say_their_brand_behind_their_size(brand, media_type, size, rest):
    content = size + b"ftyp" + brand + rest
    assert sniff(content) == media_type or any(content.startswith(start) for start in STARTS)


@given(rest=st.text(max_size=100), start=st.sampled_from(MARKUP))
def test_a_page_is_never_taken_for_a_table_however_many_separators_it_has(rest, start):
    assert sniff(f"{start}{rest};,\t|".encode()) is None


@pytest.mark.parametrize("start", MARKUP)
@pytest.mark.parametrize(("mark", "encoding"), [(BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")])
def test_nor_when_it_is_written_in_two_bytes_a_letter(start, mark, encoding):
    assert sniff(mark + f"{start}script;a,b".encode(encoding)) is None


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_taken_in_every_writing_that_excel_saves(separator, encoding):
    assert sniff(separator.join(("tanggal", "barang", "café")).encode(encoding)) == "text/csv"


@given(name=st.text(max_size=300), ending=st.sampled_from(sorted(set(ENDINGS.values()))))
@example(name="../../etc/passwd", ending=".pdf")
@example(name="..\\..\\autoexec.bat", ending=".csv")
@example(name="nota.pdf.exe", ending=".pdf")
@example(name="\u202efdp.exe", ending=".pdf")
def test_a_kept_name_is_one_harmless_name_with_the_ending_of_its_content(name, ending):
    kept = safe_name(name, ending)
    stem = kept.removesuffix(ending)
    assert kept.endswith(ending) and 1 <= len(stem) <= 80
    assert not set(stem) & set('/\\.:*?"<>|\r\n\0')
    assert all(letter.isprintable() for letter in stem)
    assert not stem.startswith(" ")
