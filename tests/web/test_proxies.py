import logging

import pytest

from marketplace.web.access import ANYONE, may
from marketplace.web.proxies import FORWARDED, LOCAL, LOOKED_AT
from tests.web.shell import Visitor, small_app

pytestmark = pytest.mark.usefixtures("any_day")


def test_production_answers_only_to_its_own_name():
    visitor = Visitor(small_app(PRODUCTION=True, BASE_URL="https://mb2.example"))

    assert visitor.client.get("/help", base_url="https://mb2.example").status_code == 200
    assert visitor.client.get("/help", base_url="https://evil.example").status_code == 400


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_a_proxy_is_believed_only_when_there_is_one(proxies, secure):
    visitor = Visitor(small_app(PROXIES=proxies))
    headers = visitor.open("/help", **{"X-Forwarded-Proto": "https"}).headers

    assert ("Strict-Transport-Security" in headers) is secure


@pytest.fixture
def production():
    """Ask a program in production, from an address."""

    def build(**config):
        app = small_app(PRODUCTION=True, BASE_URL="https://mb2.example", **config)
        app.add_url_rule("/healthz", "public_health.alive", may(ANYONE)(lambda: "ok"))
        client = Visitor(app).client

        def ask(path="/help", address="203.0.113.9", host="mb2.example", **headers):
            from_there = {"REMOTE_ADDR": address}
            return client.get(path, base_url=f"https://{host}", headers=headers, environ_base=from_there)

        return ask

    return build


@pytest.fixture
def warned(caplog):
    return lambda: [one.message for one in caplog.records if one.levelno == logging.WARNING]


def test_a_probe_is_answered_by_the_address_of_the_machine(production):
    ask = production()

    assert ask("/healthz", host="10.0.0.7:8000").status_code == 200
    assert ask("/help", host="10.0.0.7:8000").status_code == 400


def test_a_probe_behind_a_proxy_is_answered_too(production):
    ask = production(PROXIES=1)

    assert ask("/healthz", **{"X-Forwarded-Host": "10.0.0.7"}).status_code == 200
    assert ask("/help", **{"X-Forwarded-Host": "10.0.0.7"}).status_code == 400


def test_a_proxy_that_nobody_told_of_is_warned_of_once(production, warned):
    ask = production()
    ask()
    assert warned() == []
    for _ in range(3):
        ask(**{"X-Forwarded-For": "198.51.100.7"})

    assert warned() == [FORWARDED]


def test_one_that_was_told_of_is_not(production, warned):
    ask = production(PROXIES=1)
    for _ in range(LOOKED_AT + 1):
        ask(address="127.0.0.1", **{"X-Forwarded-For": "198.51.100.7"})

    assert warned() == []


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("local", ["127.0.0.1", "::1", ""])
def test_visitors_who_all_come_from_this_machine_are_warned_of_once(production, warned, proxies, local):
    ask = production(PROXIES=proxies)
    for _ in range(LOOKED_AT - 1):
        ask(address=local)
        ask("/healthz", address=local)  # a probe is nobody
    assert warned() == []
    for _ in range(LOOKED_AT + 1):
        ask(address=local)

    assert warned() == [LOCAL]


def test_one_visitor_from_elsewhere_is_enough(production, warned):
    ask = production()
    ask()
    for _ in range(LOOKED_AT + 1):
        ask(address="127.0.0.1")

    assert warned() == []
