from marketplace.kernel.roles import OrganisationKind
from marketplace.web.forms import Choice, Several, Tick

PLACES = [("pusat", "Metro Pusat"), ("timur", "Metro Timur")]
NUMBERS = [(1, "Satu"), (2, "Dua")]


def test_one_of_what_is_offered(sent):
    field = sent(Choice("Kecamatan", PLACES), "timur")

    assert field.data == "timur"
    assert field.options() == [("pusat", "Metro Pusat", False), ("timur", "Metro Timur", True)]


def test_anything_else_is_refused(sent):
    assert sent(Choice("Kecamatan", PLACES), "x").errors == ["Kecamatan: pilih dari yang ditawarkan."]
    assert sent(Choice("Nomor", NUMBERS, coerce=int), "dua").errors == ["Nomor: pilih dari yang ditawarkan."]
    assert sent(Choice("Nomor", NUMBERS, coerce=int), "3").errors == ["Nomor: pilih dari yang ditawarkan."]
    assert sent(Choice("Kecamatan", PLACES), "").errors == ["Kecamatan wajib diisi."]
    assert sent(Choice("Kecamatan", PLACES)).errors == ["Kecamatan wajib diisi."]


def test_a_choice_has_the_type_it_was_offered_with(sent):
    assert sent(Choice("Nomor", NUMBERS, coerce=int), "2").data == 2
    assert sent(Choice("Jenis", OrganisationKind), "partner").data is OrganisationKind.PARTNER
    assert sent(Choice("Nomor", NUMBERS, coerce=int, required=False), "").data is None


def test_an_enumeration_offers_its_own_words(sent):
    field = sent(Choice("Jenis", OrganisationKind, radio=True), "office")

    assert field.part == "radio"
    assert ("office", "Dinas", True) in field.options()


def test_choices_may_be_set_by_the_page(sent):
    field = sent(Choice("Kecamatan"), "barat")
    field.choices = [("barat", "Metro Barat")]

    assert field.options() == [("barat", "Metro Barat", True)]


def test_several_of_what_is_offered(sent):
    assert sent(Several("Nomor", NUMBERS, coerce=int), "1", "2").data == [1, 2]
    assert sent(Several("Nomor", NUMBERS, coerce=int)).data == []
    assert sent(Several("Nomor", NUMBERS, coerce=int), "1", "9").errors == [
        "Nomor: pilih dari yang ditawarkan."
    ]
    assert sent(Several("Nomor", NUMBERS, coerce=int), "x").errors == ["Nomor: pilih dari yang ditawarkan."]
    assert sent(Several("Nomor", NUMBERS, coerce=int, required=True)).errors == ["Nomor wajib diisi."]


def test_a_tick_is_yes_or_no(sent):
    assert sent(Tick("Setuju"), "y").data is True
    assert sent(Tick("Setuju")).data is False
    assert sent(Tick("Setuju")).errors == []
    assert sent(Tick("Setuju", required=True)).errors == ["Centang “Setuju” untuk melanjutkan."]
