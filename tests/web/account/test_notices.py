"""How the visitor wants to be told, and the browsers that are told at once."""

from dataclasses import asdict, replace

import pytest

from marketplace.adapters.push.web_push import WebPush
from marketplace.kernel.roles import OWNER
from tests.factories.ordering import make_maker
from tests.factories.producers import make_person, make_seat
from tests.push_service import SubscribedBrowser

BROWSER = SubscribedBrowser("https://fcm.googleapis.com/fcm/send/abc")


@pytest.fixture
def as_owner(session, as_seat):
    def sign_in():
        person, maker = make_person(session), make_maker(session)
        make_seat(session, person, maker)
        return as_seat(OWNER, at=maker.id, user_id=person.id)

    return sign_in


@pytest.fixture
def pushing(app, tmp_path):
    push = WebPush(tmp_path / "push-key.pem", "mailto:dinas@contoh.test")
    app.extensions["tools"] = replace(app.extensions["tools"], push=push)
    return push


def test_without_a_key_no_switch_is_shown(as_owner):
    tini = as_owner()
    assert "data-push" not in tini.open("/account/notices").text
    assert (
        tini.send("/account/notices/devices", asdict(BROWSER.address), page="/account/notices").status_code
        == 409
    )


def test_a_browser_is_switched_on_and_off(as_owner, pushing):
    tini, sari = as_owner(), as_owner()
    assert f'data-push="{pushing.public_key}"' in tini.open("/account/notices").text
    tini.send("/account/notices/devices", asdict(BROWSER.address), page="/account/notices")
    page = tini.open("/account/notices").text
    assert "diberi tahu" in page and BROWSER.address.auth not in page
    off = page.split('action="/account/notices/devices/')[1].split('"')[0]
    assert off not in sari.open("/account/notices").text
    answer = sari.send(f"/account/notices/devices/{off}", page="/account/notices")
    assert answer.status_code == 404
    tini.send(f"/account/notices/devices/{off}", page="/account/notices")
    assert off not in tini.open("/account/notices").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://contoh.test/x"},
        {"endpoint": "http://127.0.0.1/"},
        {"p256dh": "AAAA"},
        {"auth": ""},
    ],
)
def test_a_browser_cannot_name_any_other_host_or_key(as_owner, pushing, wrong):
    given = asdict(BROWSER.address) | wrong
    answer = as_owner().send("/account/notices/devices", given, page="/account/notices")
    assert answer.status_code == 409
