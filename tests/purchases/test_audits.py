import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.files.models import Attachment, AttachmentKind
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER
from marketplace.purchases.audits import answer_refusal, decide_answer, holding, refuse_line
from marketplace.purchases.events import LineRefused, RefusalAnswered, RefusalDecided
from marketplace.purchases.models.answers import AnswerRuling
from marketplace.uptake.ledger import lines_of
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def photo(session, partner):
    kept = Attachment(
        kind=AttachmentKind.EVIDENCE,
        name="nota.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="a" * 64,
        organisation_id=partner.id,
        uploaded_by=None,
        uploaded_at=NOW,
    )
    session.add(kept)
    session.commit()
    return kept.id


@pytest.fixture
def line(session, partner):
    (line,) = lines_in(session, make_purchase(session, partner, make_maker(session)))
    return line


def refused(session, line):
    lines = [one for lines in lines_of(session, MonthSpan.of(Month(2026, 8))).values() for one in lines]
    return next(one.refused for one in lines if one.id == line.id)


class TestRefuseLine:
    def test_the_line_stops_counting_until_an_auditor_accepts_the_answer(
        self, session, work, partner, line, photo
    ):
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, line.id, reason="Nota tidak terbaca")
        assert refused(session, line)
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer_refusal(uow, refusal.id, text="ya", evidence_id=photo)
        assert refused(session, line)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.ACCEPTED)
        assert not refused(session, line)

    def test_every_step_is_told(self, work, partner, line, heard, photo):
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, line.id, reason="Nota tidak terbaca")
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer_refusal(uow, refusal.id, text="Ini nota aslinya", evidence_id=photo)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.ACCEPTED)
        assert [type(event) for event in heard] == [LineRefused, RefusalAnswered, RefusalDecided]
        assert heard[0].reason == "Nota tidak terbaca"

    def test_only_an_auditor_says_no(self, work, partner, line):
        for role, at in ((OFFICER, OrganisationId(1)), (OWNER, partner.id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                refuse_line(uow, line.id, reason="x")

    def test_it_is_not_refused_twice(self, session, work, line):
        make_refusal(session, line)
        with pytest.raises(Refused, match="sudah ditolak"), work(AUDITOR, at=1) as uow:
            refuse_line(uow, line.id, reason="x")

    def test_an_answer_without_evidence_is_none(self, session, work, line, partner):
        refusal = make_refusal(session, line)
        with pytest.raises(Refused) as refused, work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer_refusal(uow, refusal.id, text="Ya, benar", evidence_id=None)
        assert refused.value.field == "evidence"

    def test_after_an_accepted_answer_it_can_be_refused_anew(self, session, work, line):
        make_refusal(session, line, answered=True, ruling=AnswerRuling.ACCEPTED)
        with work(AUDITOR, at=1) as uow:
            refuse_line(uow, line.id, reason="Masih tidak terbaca")
        assert refused(session, line)

    def test_a_return_is_not_refused(self, session, work, partner):
        (back,) = lines_in(session, make_purchase(session, partner, make_maker(session), -500))
        with pytest.raises(Refused, match="Retur"), work(AUDITOR, at=1) as uow:
            refuse_line(uow, back.id, reason="x")


class TestAnswerRefusal:
    def test_it_is_said_once(self, session, work, partner, line):
        refusal = make_refusal(session, line, answered=True)
        with pytest.raises(Refused, match="sudah Anda jawab"), work(OWNER, at=partner.id) as uow:
            answer_refusal(uow, refusal.id, text="lagi", evidence_id=1)

    def test_another_shop_does_not_find_it(self, session, work, line):
        refusal = make_refusal(session, line)
        with pytest.raises(NotFound), work(OWNER, at=make_partner(session).id) as uow:
            answer_refusal(uow, refusal.id, text="bukan milik saya", evidence_id=1)

    def test_what_waits_is_found_again(self, session, work, line):
        refusal = make_refusal(session, line)
        with work() as uow:
            assert holding(uow, line.id).id == refusal.id


class TestDecideAnswer:
    def test_what_is_kept_refused_stays_out_and_names_why(self, session, work, line):
        refusal = make_refusal(session, line, answered=True)
        with pytest.raises(Refused, match="belum cukup"), work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.REFUSED, reason=" ")
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.REFUSED, reason="Masih kabur")
        assert refused(session, line)
        with pytest.raises(Refused, match="sudah diputuskan"), work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.ACCEPTED)

    def test_not_before_the_shop_has_answered(self, session, work, line):
        refusal = make_refusal(session, line)
        with pytest.raises(Refused, match="belum menjawab"), work(AUDITOR, at=1) as uow:
            decide_answer(uow, refusal.id, ruling=AnswerRuling.ACCEPTED)

    def test_only_an_auditor_decides(self, session, work, partner, line):
        refusal = make_refusal(session, line, answered=True)
        for role, at in ((OFFICER, OrganisationId(1)), (OWNER, partner.id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                decide_answer(uow, refusal.id, ruling=AnswerRuling.ACCEPTED)

    def test_the_database_wants_a_reason_and_changes_nothing_later(self, session, line):
        refusal = make_refusal(session, line, answered=True)
        row = {"id": refusal.id, "at": NOW}
        write = text(
            "INSERT INTO refusal_decisions (refusal_id, ruling, reason, decided_at)"
            " VALUES (:id, 'refused', '', :at)"
        )
        with pytest.raises(IntegrityError):
            session.execute(write, row)
        session.rollback()
        session.execute(text(write.text.replace("''", "'kabur'")), row)
        session.commit()
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE refusal_decisions SET ruling = 'accepted'"))
