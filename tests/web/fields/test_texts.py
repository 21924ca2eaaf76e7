import pytest

from marketplace.kernel.labels import _l
from marketplace.web.forms import Email, Hidden, LongText, Password, Text


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ("  Keripik Bu Tini ", "Keripik Bu Tini"),
        ("Kopi\x00 Lereng", "Kopi Lereng"),
        ("Kopi\u202eLereng", "KopiLereng"),  # no letters that turn the line around
        ("\ufeffKeripik\u200b Bu\xad Tini\u200e", "Keripik Bu Tini"),  # nothing that a chat copied along
        ("\U0001f468\u200d\U0001f467", "\U0001f468\u200d\U0001f467"),  # what joins an emoji stays
        ("Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_text_is_tidied(sent, typed, data):
    field = sent(Text(_l("Nama")), typed)

    assert field.data == data
    assert not field.errors


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_a_needed_text_must_be_there(sent, typed):
    field = sent(Text(_l("Nama"))) if typed is None else sent(Text(_l("Nama")), typed)

    assert field.errors == ["Nama wajib diisi."]
    assert field.data == ""


def test_a_text_may_be_left_out_when_it_is_not_needed(sent):
    field = sent(Text(_l("Nama"), required=False, shortest=3))

    assert field.errors == []
    assert field.data == ""


def test_length_is_complained_of_with_numbers(sent):
    assert sent(Text("Nama", longest=5), "abcdef").errors == ["Nama paling panjang 5 huruf; Anda mengisi 6."]
    assert sent(Text("NIB", shortest=13), "12345").errors == ["NIB paling sedikit 13 huruf; Anda mengisi 5."]


def test_a_pattern_must_fit_whole(sent):
    assert sent(Text("Kode", pattern=r"\d{3}"), "123").errors == []
    assert sent(Text("Kode", pattern=r"\d{3}"), "1234").errors == ["Kode: “1234” tidak dapat dibaca."]


def test_what_was_typed_is_kept_and_escaped(sent):
    field = sent(Text("Nama", longest=5), '"><script>')

    assert "&lt;script&gt;" in field()


def test_long_text_keeps_its_lines(sent):
    assert sent(LongText("Cerita"), "satu\r\ndua\r\n").data == "satu\ndua"
    assert 'rows="4"' in sent(LongText("Cerita"), "x")()


@pytest.mark.parametrize("typed", ["Tini@Contoh.ID", " tini@contoh.id "])
def test_an_address_is_kept_small(sent, typed):
    assert sent(Email("Surel"), typed).data == "tini@contoh.id"


@pytest.mark.parametrize("typed", ["tini", "tini@", "tini@contoh", "t ini@contoh.id", "a@b@c.id"])
def test_what_is_no_address_is_refused_with_an_example(sent, typed):
    (complaint,) = sent(Email("Surel"), typed).errors

    assert complaint == f"Surel: “{typed}” bukan alamat surel; tulis misalnya nama@contoh.id."


def test_a_password_keeps_its_blanks_and_is_never_shown_again(sent):
    field = sent(Password("Kata sandi"), "  rahasia ")

    assert field.data == "  rahasia "
    assert "rahasia" not in field()
    assert 'autocomplete="current-password"' in field()
    assert 'autocomplete="new-password"' in sent(Password("Kata sandi", new=True), "x")()
    assert sent(Password("Kata sandi", longest=5), "x" * 6).errors == ["Kata sandi paling panjang 5 huruf."]


def test_keyboards_and_memories_of_browsers_are_hinted_at(sent):
    html = sent(Text("Telepon", inputmode="tel", autocomplete="tel", placeholder="0812 …"), "1")()

    assert 'inputmode="tel"' in html
    assert 'autocomplete="tel"' in html
    assert 'placeholder="0812 …"' in html
    assert 'inputmode="email"' in sent(Email("Surel"), "a@b.id")()


def test_a_hidden_field_brings_back_what_it_was_given(sent):
    assert sent(Hidden(), "k-1").data == "k-1"
