"""One line an event, in the form that was asked for, and no secret in it."""

import io
import json
import logging

import pytest
import structlog

from marketplace.adapters import logs


@pytest.fixture
def written():
    """Configure logging and read what came out; afterwards everything is as before."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()

    def configure(form):
        logs.configure(form, stream)
        return stream

    yield configure
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_json_has_one_object_a_line(written):
    stream = written("json")
    logs.logger("jobs").info("delivered", row=17, maker="Kopi “Sai Wawai”")

    [line] = stream.getvalue().splitlines()
    event = json.loads(line)
    assert event["event"] == "delivered"
    assert (event["level"], event["logger"], event["row"]) == ("info", "jobs", 17)
    assert event["maker"] == "Kopi “Sai Wawai”"
    assert event["timestamp"].endswith("Z")


def test_text_is_for_people(written):
    stream = written("text")
    logs.logger("jobs").warning("late", row=17)

    assert "late" in stream.getvalue() and "row=17" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_libraries_speak_in_the_same_form(written):
    stream = written("json")
    logging.getLogger("huey").error("task %s failed", 3)

    event = json.loads(stream.getvalue())
    assert (event["event"], event["level"], event["logger"]) == ("task 3 failed", "error", "huey")


def test_an_error_carries_its_trace(written):
    stream = written("json")
    try:
        raise ValueError("broken")
    except ValueError:
        logs.logger("web").exception("failed")

    assert "ValueError: broken" in json.loads(stream.getvalue())["exception"]


def test_secrets_are_hidden_by_their_name(written):
    stream = written("json")
    logs.logger("web").info("signed in", password="hush", reset_token="hush", api_secret="hush", user=3)

    assert "hush" not in stream.getvalue()
    assert json.loads(stream.getvalue())["user"] == 3


def test_what_is_bound_goes_with_every_line_until_the_next_request(written):
    stream = written("json")
    logs.bind(request="a1")
    logs.logger("web").info("first")
    logs.bind(request="b2")
    logs.logger("web").info("second")

    assert [json.loads(line)["request"] for line in stream.getvalue().splitlines()] == ["a1", "b2"]


def test_a_line_break_from_a_visitor_does_not_begin_a_line(written):
    stream = written("json")
    logs.logger("web").info("search", q='x\n{"event": "forged"}')

    assert len(stream.getvalue().splitlines()) == 1


def test_details_for_developers_stay_quiet(written):
    stream = written("json")
    logs.logger("web").debug("detail")

    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_tells_no_values(written, form):
    stream = written(form)

    def break_down(key):
        raise RuntimeError(f"{len(key)} letters")

    try:
        break_down("key-of-" + "the-city")
    except RuntimeError:
        logging.getLogger("web").exception("broken")

    assert "RuntimeError: 15 letters" in stream.getvalue()
    assert "key-of-the-city" not in stream.getvalue()
