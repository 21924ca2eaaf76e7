import pytest
from flask import Flask

from marketplace.web import limits


@pytest.fixture
def visit(request, monkeypatch):
    monkeypatch.setattr(limits, "POSTS", "3 per minute")
    app = Flask("limited")
    app.config["RATE_LIMITS"] = getattr(request, "param", True)
    limits.init_app(app)
    for number in (1, 2):
        app.add_url_rule(f"/{number}", str(number), lambda: "ok", methods=["GET", "POST"])
    client = app.test_client()
    return lambda method="POST", path="/1", address="203.0.113.9": client.open(
        path, method=method, environ_base={"REMOTE_ADDR": address}
    )


def test_an_address_posts_so_often_over_all_pages(visit):
    assert [visit(path=f"/{1 + turn % 2}").status_code for turn in range(4)] == [200, 200, 200, 429]
    assert int(visit().headers["Retry-After"]) > 0
    assert visit(address="198.51.100.7").status_code == 200


def test_the_addresses_of_one_connection_are_one(visit):
    answers = [visit(address=f"2001:db8:1:2::{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert visit(address="2001:db8:1:3::1").status_code == 200


def test_reading_is_free(visit):
    assert {visit("GET").status_code for _ in range(10)} == {200}
    assert visit().status_code == 200


@pytest.mark.parametrize("visit", [False], indirect=True)
def test_it_can_be_turned_off(visit):
    assert {visit().status_code for _ in range(10)} == {200}
