"""Says at the end what ran on what; with --complete, whatever did not run is a failure."""

from collections import Counter

import pytest

RAN_ON = "ran on"
WANTED = ("SQLite", "PostgreSQL", "Chromium")


def pytest_addoption(parser):
    parser.addoption(
        "--complete", action="store_true", help="fail when an engine did not run or a test was skipped"
    )


@pytest.fixture
def ran_on(request):
    """Note the engine that carries this test: ran_on("PostgreSQL 18.6")."""

    def note(engine):
        if (RAN_ON, engine) not in request.node.user_properties:
            request.node.user_properties.append((RAN_ON, engine))

    return note


def tally(reports):
    """How many of these tests each engine carried."""
    engines = Counter()
    for report in reports:
        carried = [engine for name, engine in report.user_properties if name == RAN_ON]
        engines.update(carried or ["no engine"])
    return engines


def missing(engines, skipped):
    """Sentences on what a complete run lacks."""
    lacks = [f"No test ran on {name}." for name in WANTED if not any(one.startswith(name) for one in engines)]
    return [*lacks, *([f"{skipped} tests were skipped; none may be."] if skipped else [])]


def _summary(config):
    stats = config.pluginmanager.get_plugin("terminalreporter").stats
    ran = [one for kind in ("passed", "failed") for one in stats.get(kind, []) if one.when == "call"]
    left_out = sum(len(stats.get(kind, [])) for kind in ("skipped", "xfailed", "xpassed"))
    return tally(ran), left_out


def _is_worker(config):
    return hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    config = session.config
    if config.option.complete and not _is_worker(config) and missing(*_summary(config)):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    engines, left_out = _summary(config)
    terminalreporter.section("what ran on what")
    for engine, tests in sorted(engines.items()):
        terminalreporter.line(f"{tests:6d}  {engine}")
    for sentence in missing(engines, left_out) if config.option.complete else ():
        terminalreporter.line(sentence, red=True)
