import pytest

from marketplace.kernel.errors import Refused
from marketplace.producers.numbers import ACCOUNT, NIK, NPWP, masked, read_account, read_nik, read_npwp


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        (NIK, "1872014508900001", "187201******0001"),
        (NPWP, "1872014508900001", "187201******0001"),
        (NPWP, "0091234567000000", "**********000000"),
        (ACCOUNT, "0123456789", "*******789"),
        (ACCOUNT, "123456789012345", "***********2345"),
        (ACCOUNT, "123456", "****56"),
    ],
)
def test_a_number_is_shown_so_that_it_helps_nobody_else(kind, number, shown):
    assert masked(kind, number) == shown
    assert len(masked(kind, number)) == len(number)


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (read_nik, "1872 0145 0890 0001", "1872014508900001"),
        (read_npwp, "09.123.456.7-000.000", "0091234567000000"),
        (read_account, "0123-456-789", "0123456789"),
    ],
)
def test_separators_do_not_count(read, typed, kept):
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "field", "typed", "fix"),
    [
        (read_nik, "nik", "187201450890", "12 angka; seharusnya 16"),
        (read_nik, "nik", "9972014508900001", "salin dari KTP"),
        (read_nik, "nik", "1872013202900001", "salin dari KTP"),
        (read_npwp, "npwp", "0912345", "7 angka; seharusnya 15 atau 16"),
        (read_npwp, "npwp", "09.123.456.8-000.000", "salin lagi dari kartu NPWP"),
        (read_account, "account", "12345", "6 sampai 20 angka"),
        (read_account, "account", "BCA 12345678", "6 sampai 20 angka"),
    ],
)
def test_what_cannot_be_read_names_the_field_what_was_typed_and_the_fix(read, field, typed, fix):
    with pytest.raises(Refused) as no:
        read(typed)

    assert no.value.field == field
    assert f"“{typed}”" in no.value.sentence
    assert fix in no.value.sentence
