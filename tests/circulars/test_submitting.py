import pytest

from marketplace.circulars.states import DRAFT
from marketplace.circulars.submitting import approvers_of, asked_of, submit_circular
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import OFFICER
from tests.conftest import NOW
from tests.factories.circulars import make_circular
from tests.factories.officials import make_approver, make_official


def test_it_waits_for_the_one_who_was_asked(session, work):
    asked, other = make_approver(session, name="Ani"), make_approver(session, name="Budi")
    draft = make_circular(session, state=DRAFT)
    assert asked_of(session, asked) == asked_of(session, other) == [draft]  # nobody was asked yet
    with work(OFFICER, at=1, user_id=make_official(session)) as uow:
        submit_circular(uow, draft.id, asked)
    assert asked_of(session, asked) == [draft] and asked_of(session, other) == []


def test_nobody_is_asked_who_wrote_it_or_is_no_approver(session, work):
    writer, officer = make_approver(session), make_official(session)
    draft = make_circular(session, state=DRAFT, drafted_by=writer)
    free = make_approver(session, name="Ani")
    assert approvers_of(session, draft, NOW) == [(free, "Ani")]
    for one in (writer, officer):
        with pytest.raises(Refused, match="tidak ikut menyusun"), work(OFFICER, at=1) as uow:
            submit_circular(uow, draft.id, one)


def test_an_empty_draft_is_not_handed_in(session, work):
    draft = make_circular(session, state=DRAFT)
    for clause in list(draft.clauses):
        session.delete(clause)
    session.commit()
    session.refresh(draft)
    with pytest.raises(Refused, match="belum punya butir"), work(OFFICER, at=1) as uow:
        submit_circular(uow, draft.id, make_approver(session))
