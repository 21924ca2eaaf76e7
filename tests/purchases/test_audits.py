import pytest

from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER
from marketplace.purchases.audits import answer_refusal, refuse_line, unanswered
from marketplace.purchases.events import LineRefused, RefusalAnswered
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def line(session, partner):
    (line,) = lines_in(session, make_purchase(session, partner, make_maker(session)))
    return line


def refused(session, line):
    lines = [one for lines in lines_of(session, MonthSpan.of(Month(2026, 8))).values() for one in lines]
    return next(one.refused for one in lines if one.id == line.id)


class TestRefuseLine:
    def test_the_line_stops_counting_until_the_shop_has_answered(self, session, work, partner, line):
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, line.id, reason="Nota tidak terbaca")
        assert refused(session, line)
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer_refusal(uow, refusal.id, text="Ini nota aslinya")
        assert not refused(session, line)

    def test_both_steps_are_told(self, work, partner, line, heard):
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, line.id, reason="Nota tidak terbaca")
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            answer_refusal(uow, refusal.id, text="Ini nota aslinya")
        assert [type(event) for event in heard] == [LineRefused, RefusalAnswered]
        assert heard[0].reason == "Nota tidak terbaca"

    def test_only_an_auditor_says_no(self, work, partner, line):
        for role, at in ((OFFICER, OrganisationId(1)), (OWNER, partner.id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                refuse_line(uow, line.id, reason="x")

    def test_a_second_no_waits_for_the_answer_to_the_first(self, session, work, line):
        make_refusal(session, line)
        with pytest.raises(Refused, match="menunggu jawaban"), work(AUDITOR, at=1) as uow:
            refuse_line(uow, line.id, reason="x")

    def test_after_an_answer_it_can_be_refused_anew(self, session, work, line):
        make_refusal(session, line, answered=True)
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
            answer_refusal(uow, refusal.id, text="lagi")

    def test_another_shop_does_not_find_it(self, session, work, line):
        refusal = make_refusal(session, line)
        with pytest.raises(NotFound), work(OWNER, at=make_partner(session).id) as uow:
            answer_refusal(uow, refusal.id, text="bukan milik saya")

    def test_what_waits_is_found_again(self, session, work, line):
        refusal = make_refusal(session, line)
        with work() as uow:
            assert unanswered(uow, line.id).id == refusal.id
