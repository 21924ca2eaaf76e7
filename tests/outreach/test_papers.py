from pathlib import Path

import pytest

from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.kernel.errors import NotFound
from marketplace.outreach.models import AttendanceState
from marketplace.outreach.papers import own_paper, papers_of
from tests.factories.outreach import make_activity, make_attendance, make_candidate

PRESENT = AttendanceState.PRESENT
TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"


class Overheard:
    """Sets the paper for real and keeps what went in."""

    def __init__(self):
        self.documents, self.sent = TypstDocuments(TEMPLATES), []

    def pdf(self, template, data, pictures=None):
        self.sent.append((template, data))
        return self.documents.pdf(template, data, pictures)


@pytest.fixture
def documents():
    return Overheard()


def test_it_names_person_activity_day_and_place(session, documents):
    activity = make_activity(session)
    there = make_attendance(
        session, activity, make_candidate(session, name="Wartini Contoh"), state=PRESENT, code="KMTRS"
    )

    assert own_paper(session, there, documents).startswith(b"%PDF")

    ((template, data),) = documents.sent
    (page,) = data["pages"]
    assert template == "attendance.typ"
    assert page == {
        "name": "Wartini Contoh",
        "title": "Silaturahmi Iring Mulyo",
        "kind": "Silaturahmi",
        "day": "24 November 2026",
        "hours": "09.00–13.00 WIB",
        "place": "Balai Kelurahan, Kelurahan Iring Mulyo, Kota Metro",
        "number": f"{activity.id:03}/KMTRS/MB2/2026",
        "signed": "Metro, 24 November 2026",
    }


def test_all_at_once_are_a_page_each_by_name(session, documents):
    activity = make_activity(session)
    for name in ("Tuti", "Agus", "Wartini"):
        make_attendance(session, activity, make_candidate(session, name=name), state=PRESENT)
    make_attendance(session, activity, make_candidate(session, name="Tidak Datang"))
    make_attendance(session, make_activity(session), make_candidate(session, name="Lain"), state=PRESENT)

    papers_of(session, activity.id, documents)

    ((_, data),) = documents.sent
    assert [page["name"] for page in data["pages"]] == ["Agus", "Tuti", "Wartini"]


def test_words_of_a_name_are_never_read_as_typst(session, documents):
    activity = make_activity(session, title="#panic() *tebal* $x$", kelurahan_code=None)
    make_attendance(session, activity, make_candidate(session, name='#read("/etc/hosts")'), state=PRESENT)

    assert papers_of(session, activity.id, documents).startswith(b"%PDF")


def test_the_same_paper_is_the_same_bytes(session, documents):
    there = make_attendance(session, make_activity(session), state=PRESENT)

    assert own_paper(session, there, documents) == own_paper(session, there, documents)


@pytest.mark.parametrize(
    "state", [AttendanceState.REGISTERED, AttendanceState.WAITLISTED, AttendanceState.ABSENT], ids=str
)
def test_who_was_not_there_gets_none(session, documents, state):
    activity = make_activity(session)
    absent = make_attendance(session, activity, state=state)

    with pytest.raises(NotFound):
        own_paper(session, absent, documents)
    with pytest.raises(NotFound):
        papers_of(session, activity.id, documents)
    assert documents.sent == []
