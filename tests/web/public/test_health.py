import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from marketplace.db import room
from marketplace.db.outbox import Outbox
from marketplace.kernel import clock


def test_it_lives(stranger):
    answer = stranger.open("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_ready_when_everything_answers(stranger):
    answer = stranger.open("/readyz")

    assert answer.status_code == 200
    assert answer.text == "database ok\nsearch ok\nqueue ok\nstorage ok\n"


def test_it_says_how_long_the_worker_is_behind(session, stranger):
    now = clock.now()
    session.add_all(
        Outbox(job=job, payload={}, written_at=now - timedelta(seconds=ago), **done)
        for job, ago, done in (
            ("send_mail", 1000, {}),
            ("send_mail", 20, {}),
            ("index_products", 40, {}),
            ("send_mail", 5000, {"delivered_at": now}),
            ("index_products", 5000, {"given_up_at": now}),
        )
    )
    session.commit()
    answer = stranger.open("/readyz")

    assert answer.status_code == 200
    assert re.search(r"^search ok, 1 waiting for up to 4\d s$", answer.text, re.MULTILINE)
    assert re.search(r"^queue late, 3 waiting for up to 10\d\d s, 1 given up$", answer.text, re.MULTILINE)


class Broken:
    def ready(self):
        return False

    def check_room(self):
        raise OSError("/srv/secret/place is gone")


def test_it_says_what_does_not_answer_and_nothing_more(app, stranger):
    app.extensions["tools"] = replace(app.extensions["tools"], search=Broken(), storage=Broken())

    answer = stranger.open("/readyz")

    assert answer.status_code == 503
    assert answer.text == "database ok\nsearch down\nqueue ok\nstorage down\n"


def test_it_says_what_is_full_before_a_write_finds_out(stranger, monkeypatch):
    monkeypatch.setattr(room, "LEAST", 1 << 60)  # bytes: more than any disk has free

    answer = stranger.open("/readyz")

    assert answer.status_code == 503
    assert answer.text == "database full\nsearch ok\nqueue ok\nstorage full\n"


def test_asking_leaves_nothing_behind(stranger, session):
    stranger.open("/readyz")

    assert session.scalar(select(func.count()).select_from(Outbox)) == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_server_that_was_started_anew_is_used_at_once(stranger, session):
    assert stranger.open("/readyz").status_code == 200
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    session.execute(text(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()"))

    assert stranger.open("/account/sign-in").status_code == 200
    assert stranger.open("/readyz").text.startswith("database ok\n")
    assert session.scalar(select(func.count()).select_from(Outbox)) == 0
