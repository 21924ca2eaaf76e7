from datetime import UTC, datetime

from marketplace.outreach.calendar import calendar_of
from marketplace.outreach.models import ActivityKind
from marketplace.outreach.queries import ActivityRow

NOW = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)


def row(**given):
    return ActivityRow(
        **{
            "id": 1,
            "public_id": "abcdefghjkmn",
            "kind": ActivityKind.VISIT,
            "title": "Silaturahmi; NIB, halal",
            "kelurahan": "Yosodadi",
            "place": "Balai Kelurahan",
            "starts_at": datetime(2026, 12, 3, 2, tzinfo=UTC),
            "ends_at": datetime(2026, 12, 3, 5, tzinfo=UTC),
            "capacity": 40,
            "taken": 3,
            "waiting": 0,
            "announced_at": NOW,
            "cancelled_at": None,
            "closed_at": None,
        }
        | given
    )


def lines(activity):
    return calendar_of(activity, "https://mb2.contoh.test/events/abcdefghjkmn", now=NOW).split("\r\n")


def test_it_has_what_a_calendar_needs():
    written = lines(row())

    assert written[0] == "BEGIN:VCALENDAR"
    assert written[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "UID:abcdefghjkmn@mb2",
        "DTSTAMP:20261124T010203Z",
        "DTSTART:20261203T020000Z",
        "DTEND:20261203T050000Z",
        "STATUS:CONFIRMED",
        "URL:https://mb2.contoh.test/events/abcdefghjkmn",
    ):
        assert line in written


def test_marks_of_the_format_in_words_are_words():
    assert "SUMMARY:Silaturahmi\\; NIB\\, halal" in lines(row())
    assert "SUMMARY:Satu\\nDua" in lines(row(title="Satu \n Dua"))


def test_one_that_was_called_off_says_so():
    assert "STATUS:CANCELLED" in lines(row(cancelled_at=NOW))


def test_no_line_is_longer_than_the_format_allows_and_none_is_lost():
    title = "Pelatihan pengemasan dan pelabelan é " * 6
    written = lines(row(title=title.strip()))

    assert max(len(line.encode()) for line in written) <= 75
    unfolded = "\r\n".join(written).replace("\r\n ", "")
    assert f"SUMMARY:{title.strip()}\r\n" in unfolded
