from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.files.models import Attachment, AttachmentKind
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER
from marketplace.purchases.audits import answer_refusal, decide_answer, holding, refuse_line
from marketplace.purchases.events import LineRefused, RefusalAnswered, RefusalDecided
from marketplace.purchases.models.answers import AnswerRuling
from marketplace.uptake.ledger import lines_of
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_answer, make_purchase, make_refusal
from tests.factories.unproven import make_unproven_answer


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
            answer = answer_refusal(uow, refusal.id, text="ya", evidence_id=photo)
        assert refused(session, line)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)
        assert not refused(session, line)

    def test_every_step_is_told(self, work, partner, line, heard, photo):
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, line.id, reason="Nota tidak terbaca")
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer = answer_refusal(uow, refusal.id, text="Ini nota aslinya", evidence_id=photo)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)
        assert [type(event) for event in heard] == [LineRefused, RefusalAnswered, RefusalDecided]
        assert heard[0].reason == "Nota tidak terbaca"
        assert [event.answer_id for event in heard[1:]] == [answer.id, answer.id]

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

    @pytest.mark.parametrize(
        ("audited", "quantity", "says", "field"),
        [
            (100_000, None, "kurang dari Rp100.000", "audited"),
            (0, 1000, "Isi juga nilainya", "audited"),
            (1, 1001, "paling banyak 1,", "quantity"),
        ],
    )
    def test_what_was_found_is_less_than_the_row(self, work, line, audited, quantity, says, field):
        found = {"audited": Rupiah(audited), "quantity": quantity and Quantity(quantity)}
        with pytest.raises(Refused, match=says) as refused, work(AUDITOR, at=1) as uow:
            refuse_line(uow, line.id, reason="x", **found)
        assert refused.value.field == field

    def test_what_was_found_is_kept_and_told(self, work, line, heard):
        with work(AUDITOR, at=1) as uow:
            refuse_line(uow, line.id, reason="x", audited=Rupiah(75_000), quantity=Quantity(750))
        assert (heard[0].audited_net, heard[0].audited_quantity_milli) == (75_000, 750)
        assert [str(one) for one in LineRefused.figures_in_words(vars(heard[0]))] == [
            "dihitung sebagian: Rp75.000"
        ]
        assert LineRefused.figures_in_words({"reason": "x"}) == []

    def test_a_return_is_not_refused(self, session, work, partner):
        (back,) = lines_in(session, make_purchase(session, partner, make_maker(session), -500))
        with pytest.raises(Refused, match="Retur"), work(AUDITOR, at=1) as uow:
            refuse_line(uow, back.id, reason="x")


class TestAnswerRefusal:
    def test_one_answer_waits_at_a_time(self, session, work, partner, line, photo):
        refusal = make_refusal(session, line, answered=True)
        with pytest.raises(Refused, match="menunggu auditor"), work(OWNER, at=partner.id) as uow:
            answer_refusal(uow, refusal.id, text="lagi", evidence_id=photo)

    def test_after_a_no_it_is_answered_anew_and_counts_by_the_answer_that_was_accepted(
        self, session, work, partner, line, photo
    ):
        refusal = make_refusal(session, line, answered=True, ruling=AnswerRuling.REFUSED)
        for ruling in AnswerRuling.REFUSED, AnswerRuling.ACCEPTED:
            assert refused(session, line)
            with work(OWNER, at=partner.id, kind=PARTNER) as uow:
                answer = answer_refusal(uow, refusal.id, text="lagi", evidence_id=photo)
            with work(AUDITOR, at=1) as uow:
                decide_answer(uow, answer.id, ruling=ruling, reason="kabur")
        assert not refused(session, line)
        with pytest.raises(Refused, match="dihitung lagi"), work(OWNER, at=partner.id) as uow:
            answer_refusal(uow, refusal.id, text="lagi", evidence_id=photo)

    def test_another_shop_does_not_find_it(self, session, work, line):
        refusal = make_refusal(session, line)
        with pytest.raises(NotFound), work(OWNER, at=make_partner(session).id) as uow:
            answer_refusal(uow, refusal.id, text="bukan milik saya", evidence_id=1)

    def test_what_waits_is_found_again(self, session, work, line):
        refusal = make_refusal(session, line)
        with work() as uow:
            assert holding(uow, line.id).id == refusal.id


class TestDecideAnswer:
    @pytest.fixture
    def answer(self, session, line):
        return make_answer(session, make_refusal(session, line))

    def test_what_is_kept_refused_stays_out_and_names_why(self, session, work, line, answer):
        with pytest.raises(Refused, match="belum cukup"), work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.REFUSED, reason=" ")
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.REFUSED, reason="Masih kabur")
        assert refused(session, line)
        with pytest.raises(Refused, match="sudah diputuskan"), work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)

    @pytest.mark.parametrize("ruling", [None, AnswerRuling.ACCEPTED])
    def test_an_answer_of_before_evidence_was_asked_for_counts_no_more(
        self, session, work, partner, line, photo, ruling
    ):
        refusal = make_refusal(session, line)
        earlier = make_unproven_answer(session, refusal, ruling=ruling)
        assert refused(session, line)
        says = "sudah diputuskan" if ruling else "tanpa bukti"
        with pytest.raises(Refused, match=says), work(AUDITOR, at=1) as uow:
            decide_answer(uow, earlier.id, ruling=AnswerRuling.ACCEPTED)
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer = answer_refusal(uow, refusal.id, text="ini buktinya", evidence_id=photo)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)
        assert not refused(session, line)

    def test_an_answer_that_is_none_is_not_found(self, work):
        with pytest.raises(NotFound), work(AUDITOR, at=1) as uow:
            decide_answer(uow, 99, ruling=AnswerRuling.ACCEPTED)

    def test_only_an_auditor_decides(self, session, work, partner, answer):
        for role, at in ((OFFICER, OrganisationId(1)), (OWNER, partner.id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)


DECIDE = (
    "INSERT INTO refusal_decisions (answer_id, refusal_id, ruling, reason, decided_at)"
    " VALUES (:answer, :refusal, :ruling, :reason, :at)"
)
ANSWER = (
    "INSERT INTO refusal_answers (refusal_id, text, evidence_id, answered_at)"
    " VALUES (:refusal, 'ya', :evidence, :at)"
)


class TestWhatTheDatabaseKeeps:
    """Whoever speaks to it, past every service."""

    @pytest.fixture
    def write(self, session, line, photo):
        refusal = make_refusal(session, line)
        known = {"refusal": refusal.id, "evidence": photo, "at": NOW, "reason": "kabur", "ruling": "accepted"}

        def run(statement, says=None, **given):
            if says is None:
                session.execute(text(statement), known | given)
                session.commit()
                return
            with pytest.raises(IntegrityError, match=says):
                session.execute(text(statement), known | given)
            session.rollback()

        def answer(**given):
            run(ANSWER, **given)
            return session.execute(text("SELECT MAX(id) FROM refusal_answers")).scalar_one()

        return SimpleNamespace(run=run, answer=answer, refusal=refusal)

    @pytest.mark.parametrize(
        ("net", "quantity", "says"),
        [
            (100_000, None, "below the value"),
            (1, 1001, "below the value"),
            (-1, None, "audited"),
            (0, 500, "audited_goods"),
        ],
    )
    def test_what_was_found_is_below_the_row(self, write, line, net, quantity, says):
        refuse = (
            "INSERT INTO refusals (public_id, line_id, reason, audited_net, audited_quantity_milli, refused_at)"
            " VALUES ('lain', :line, 'x', :net, :quantity, :at)"
        )
        write.run(refuse, says, line=line.id, net=net, quantity=quantity)

    def test_no_answer_without_evidence(self, write):
        write.run(ANSWER, "needs evidence", evidence=None)

    def test_one_open_answer_and_none_after_a_yes(self, write):
        for ruling in ("refused", "accepted"):
            answer = write.answer()
            write.run(ANSWER, "waits for its decision")
            write.run(DECIDE, answer=answer, ruling=ruling)
        write.run(ANSWER, "was accepted")

    def test_a_decision_has_a_reason_and_belongs_to_one_answer_of_its_refusal(self, session, write, partner):
        answer = write.answer()
        (line,) = lines_in(session, make_purchase(session, partner, make_maker(session)))
        other = make_refusal(session, line)
        write.run(DECIDE, "reasoned", answer=answer, ruling="refused", reason="")
        write.run(DECIDE, "FOREIGN KEY|foreign key", answer=answer, refusal=other.id)
        write.run(DECIDE, answer=answer)
        write.run(DECIDE, "UNIQUE|duplicate", answer=answer)

    def test_nothing_is_changed_later(self, write):
        write.run(DECIDE, answer=write.answer())
        write.run("UPDATE refusal_decisions SET ruling = 'accepted'", "append-only")
        write.run("DELETE FROM refusal_answers", "append-only")
