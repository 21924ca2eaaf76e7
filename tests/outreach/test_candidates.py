from datetime import timedelta

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.outreach.candidates import CandidateList, candidate_page
from tests.conftest import NOW
from tests.factories.outreach import make_activity, make_attendance, make_candidate
from tests.factories.producers import make_person, make_producer


def names(session, **filters):
    return [row.name for row in CandidateList(**filters).page(session)]


def test_candidates_are_found(session):
    make_candidate(session, name="budi", kelurahan_code=None)
    make_candidate(session, name="Ani", producer_id=make_producer(session).id, phone="+6281230000001")
    make_candidate(session, name="Cici", erased_at=NOW)
    assert names(session) == ["Ani", "budi"]
    assert names(session, search="0812 3000 0001") == ["Ani"]
    assert names(session, makers=True) == ["Ani"]
    assert names(session, makers=False) == ["budi"]
    assert names(session, kelurahan_code="18.72.04.1003") == ["Ani"]


def test_a_page_says_where_they_came(session):
    producer = make_producer(session, name="Dapur Ani")
    candidate = make_candidate(session, producer_id=producer.id, user_id=make_person(session).id)
    for days in (0, -5):
        starts = NOW + timedelta(days=days)
        activity = make_activity(
            session, title=f"Hari {days}", starts_at=starts, ends_at=starts + timedelta(hours=1)
        )
        make_attendance(session, activity, candidate, note=f"catatan {days}")
    page = candidate_page(session, candidate.public_id)
    assert [(one.title, one.note) for one in page.visited] == [
        ("Hari 0", "catatan 0"),
        ("Hari -5", "catatan -5"),
    ]
    assert (page.row.business, page.row.has_account) == ("Dapur Ani", True)


def test_who_was_erased_has_no_page(session):
    with pytest.raises(NotFound):
        candidate_page(session, make_candidate(session, erased_at=NOW).public_id)
