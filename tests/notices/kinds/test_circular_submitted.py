from datetime import date

from sqlalchemy import select

from marketplace.circulars.states import DRAFT
from marketplace.circulars.submitting import submit_circular
from marketplace.kernel.roles import OFFICER
from marketplace.notices.models import Notice
from tests.factories.circulars import make_circular
from tests.factories.officials import make_approver, make_official
from tests.letters import letters_of


def test_the_approver_who_is_asked_reads_of_it_and_no_other(session, work, queue):
    asked, _ = make_approver(session), make_approver(session)
    draft = make_circular(session, state=DRAFT, number="500/903/2026", from_on=date(2027, 1, 1))
    with work(OFFICER, at=1, user_id=make_official(session)) as uow:
        submit_circular(uow, draft.id, asked)
    (letter,) = letters_of(session)
    assert letter.subject == "Draf surat edaran 500/903/2026 (contoh) menunggu persetujuan Anda"
    assert "berlaku sejak 1 Januari 2027" in letter.body
    (notice,) = session.scalars(select(Notice)).all()
    assert (notice.reader_id, notice.link) == (asked, f"/office/circulars/{draft.public_id}")
