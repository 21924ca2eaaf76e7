"""Wherever "hubungi Dinas" stands, its contact is one tap away; who is no partner yet finds the way in."""

from urllib.parse import unquote

import pytest

from config import Settings, SettingsError
from marketplace.accounts.letters import DETAILS_CHANGED, RECOVERY
from marketplace.web.public.contact import OfficeContact


def test_it_says_whom_to_write_and_how_to_become_a_partner(app, stranger):
    assert "belum ditulis di MB2 ini" in stranger.open("/contact").text
    app.config["OFFICE_CONTACT"] = OfficeContact("+6281277770009", "dinas@metro.test", "Jl. Contoh 9")
    page = stranger.open("/contact").text
    assert "dinas@metro.test" in page and "openstreetmap.org" in page
    assert "ingin menjadi mitra MB2" in unquote(page.rpartition("https://wa.me/6281277770009?text=")[2])
    home = stranger.open("/").text
    assert 'href="/contact#mitra"' in home and 'href="/contact"' in home


def test_a_letter_that_says_so_leads_there_and_others_do_not():
    def body(letter, **figures):
        return letter.written(lambda label: str(label), "Tini", figures).body

    assert "{mb2}/contact" in body(DETAILS_CHANGED)
    assert "{mb2}/contact" not in body(RECOVERY, link="x")


@pytest.mark.parametrize(
    ("given", "says"),
    [({"office_whatsapp": "12"}, "MB2_OFFICE_WHATSAPP"), ({"office_email": "dinas"}, "MB2_OFFICE_EMAIL")],
)
def test_what_reaches_nobody_is_refused_at_the_start(given, says):
    with pytest.raises(SettingsError, match=says):
        Settings(**given)
