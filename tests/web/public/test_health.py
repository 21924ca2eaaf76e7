from dataclasses import replace


def test_it_lives(stranger):
    answer = stranger.open("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_ready_when_everything_answers(stranger):
    answer = stranger.open("/readyz")

    assert answer.status_code == 200
    assert answer.text == "database ok\nsearch ok\nstorage ok\n"


class Broken:
    def ready(self):
        return False

    def exists(self, key):
        raise OSError("/srv/secret/place is gone")


def test_it_says_what_does_not_answer_and_nothing_more(app, stranger):
    app.extensions["tools"] = replace(app.extensions["tools"], search=Broken(), storage=Broken())

    answer = stranger.open("/readyz")

    assert answer.status_code == 503
    assert answer.text == "database ok\nsearch down\nstorage down\n"
