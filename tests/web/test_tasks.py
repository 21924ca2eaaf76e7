from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.web.office import tasks as office
from marketplace.web.tasks import Bar, Chart, Figure, Task, waiting
from tests.web.shell import Visitor, quiet_homes, small_app, someone

UOW = SimpleNamespace()
pytestmark = pytest.mark.usefixtures("any_day")


def named(*titles_and_dues):
    return [Task(title, "", "#", due) for title, due in titles_and_dues]


def test_the_nearest_deadline_comes_first_and_none_last():
    sources = [
        lambda uow: named(("whenever", None), ("today at nine", datetime(2026, 11, 24, 2, tzinfo=UTC))),
        lambda uow: named(("tomorrow", date(2026, 11, 25)), ("today", date(2026, 11, 24))),
        lambda uow: named(("late", date(2026, 11, 20))),
    ]

    assert [task.title for task in waiting(UOW, sources)] == [
        "late",
        "today at nine",
        "today",
        "tomorrow",
        "whenever",
    ]


def test_nothing_waits_without_sources():
    assert waiting(UOW, []) == []


def chart(*amounts):
    bars = [
        Bar(f"B{n}", amount, f"{amount}", f"Baris {n}", f"Rp{amount}") for n, amount in enumerate(amounts)
    ]
    return Chart("Penjualan", "Naik", ("Bulan", "Terjual"), bars)


def test_the_highest_bar_fills_the_chart_and_the_others_in_proportion():
    drawn = list(chart(50, 100, 25).drawn)

    assert [bar.height for bar in drawn] == [56, 112, 28]
    assert [bar.y + bar.height for bar in drawn] == [136, 136, 136]
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in drawn)


def test_no_data_is_not_zero():
    drawn = list(chart(None, 0, 10).drawn)

    assert [bar.known for bar in drawn] == [False, True, True]
    assert list(chart().drawn) == []
    assert [bar.height for bar in chart(0, 0).drawn] == [0, 0]


@pytest.fixture
def visitor():
    return Visitor(small_app(), someone())


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [
        (someone(), "/office/", "Antrean kosong"),
        (someone(OWNER, PRODUCER), "/producer/", "Semua sudah beres"),
        (someone(OWNER, PARTNER), "/partner/", "Semua sudah beres"),
    ],
)
def test_an_empty_home_says_what_will_come(who, path, words, visitor, monkeypatch):
    visitor.who = who
    quiet_homes(monkeypatch)

    page = visitor.open(path)

    assert page.status_code == 200
    assert words in page.text
    assert "Tidak ada yang menunggu Anda." in page.text


def test_a_home_shows_tasks_then_figures_then_a_chart(visitor, monkeypatch):
    tasks = [
        Task("Lewat", "", "/a", date(2026, 1, 1), act="Kerjakan"),
        Task("Nanti", "teks", "/b", date(2099, 1, 1), act="Jangan tampil"),
    ]
    monkeypatch.setattr("marketplace.web.office.home.SOURCES", [lambda uow: tasks])
    monkeypatch.setattr(
        "marketplace.web.office.home.FIGURES", [lambda uow: Figure("Impor", "12", "berkas bulan ini", "/c")]
    )
    monkeypatch.setattr("marketplace.web.office.home.CHARTS", [lambda uow: chart(1, 2), lambda uow: None])

    page = visitor.open("/office/").text

    places = [page.index(words) for words in ("Lewat", "Nanti", "berkas bulan ini", "<svg height", "Baris 1")]
    assert places == sorted(places)
    assert "2 hal menunggu Anda; satu lewat tenggat." in page
    assert "mb-task--now" in page
    assert page.count("mb-btn--go") == 1
    assert "Jangan tampil" not in page


def test_the_lists_of_a_door_are_lists():
    assert isinstance(office.SOURCES, list)


def test_what_ends_today_is_counted_apart(visitor, monkeypatch):
    quiet_homes(monkeypatch)
    today = Task("Hari ini", "", "/a", clock.end_of(clock.day_of(clock.now())))
    monkeypatch.setattr("marketplace.web.office.home.SOURCES", [lambda uow: [today]])

    assert "Satu hal menunggu Anda; satu berakhir hari ini." in visitor.open("/office/").text
