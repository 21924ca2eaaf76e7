import pytest

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Producer, Scale
from marketplace.producers.profile import Profile, missing


def test_a_profile_is_read_into_the_form_that_is_stored():
    typed = Profile(
        name="  Keripik  Bu Tini ",
        nib="0211 2300 45678",
        kbli_code=" 10794 ",
        whatsapp="0812-3456-7890",
        order_minimum=Rupiah(50_000),
    ).read()

    assert (typed.name, typed.nib, typed.kbli_code) == ("Keripik Bu Tini", "0211230045678", "10794")
    assert typed.whatsapp == "+6281234567890"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "  ", "Isi nama usaha."),
        ("nib", "123456789012", "NIB “123456789012” terdiri dari 12 angka; seharusnya 13."),
        ("nib", "12345678901AB", "NIB “12345678901AB” memuat selain angka; tulis 13 angka dari OSS."),
        ("kbli_code", "1079", "Kode KBLI “1079” tidak dikenal; tulis 5 angka, misalnya 10794."),
        (
            "whatsapp",
            "0725 123456",
            "Nomor WhatsApp “0725 123456” tidak dikenal; tulis misalnya 0812-3456-7890.",
        ),
        ("order_minimum", Rupiah(-1), "Belanja minimum paling sedikit Rp0."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(field, typed, sentence):
    with pytest.raises(Refused) as no:
        Profile(**{"name": "Keripik", field: typed}).read()

    assert (no.value.field, no.value.sentence) == (field, sentence)


def test_a_profile_names_what_is_still_missing():
    producer = Producer(id=1, slug="x", nib="1234567890123", scale=Scale.MICRO, kbli_code="10794")

    assert [field for field, _ in missing(producer)] == ["address", "kelurahan_code", "whatsapp"]


def test_the_industries_of_makers_are_known_by_title():
    assert kbli_titles()["10794"] == "Industri Kerupuk, Keripik, Peyek Dan Sejenisnya"
    assert all(len(code) == 5 for code in kbli_titles())
