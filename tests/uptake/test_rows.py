from datetime import date

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.purchases.models.answers import Answer, AnswerRuling
from marketplace.purchases.models.ledger import Source
from marketplace.uptake.rows import answers_undecided, refusals_of, refusals_waiting, row_of, rows_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Contoh")


def only_line(session, *given, **more):
    (line,) = lines_in(session, make_purchase(session, *given, **more))
    return line


class TestRows:
    def test_a_row_names_the_maker_and_how_it_is_proven(self, session, partner):
        maker = make_maker(session, name="Keripik Bu Tini")
        line = only_line(session, partner, maker, 5, document_number="N-1", answer=Answer.CONFIRMED)
        row = row_of(session, line.id)
        assert (row.seller, row.known, row.grade, row.net) == ("Keripik Bu Tini", True, "B", 5)

    def test_an_unknown_seller_keeps_the_name_on_the_paper(self, session, partner):
        row = row_of(session, only_line(session, partner, None, seller_text="Pak Umar").id)
        assert (row.seller, row.known, row.evidence) == ("Pak Umar", False, None)

    def test_a_handover_is_referred_to(self, session, partner):
        line = only_line(session, partner, make_maker(session), source=Source.HANDOVER, source_ref="abc234")
        assert (row_of(session, line.id).reference, row_of(session, line.id).grade) == ("abc234", "A")

    def test_only_the_lines_asked_for_come_newest_first(self, session, partner):
        lines = [only_line(session, partner, None, net) for net in (1, 2, 3)]
        assert [row.net for row in rows_of(session, [lines[0].id, lines[2].id])] == [3, 1]

    def test_a_return_has_the_grade_of_the_purchase_it_gives_back(self, session, partner):
        maker = make_maker(session)
        bought = only_line(session, partner, maker, 5, document_number="N-1", answer=Answer.CONFIRMED)
        back = only_line(session, partner, maker, -2, bought_on=date(2026, 9, 2))
        assert [row.grade for row in rows_of(session, [bought.id, back.id])] == ["B", "B"]
        assert row_of(session, only_line(session, partner, maker, -9).id).grade == "D"

    def test_no_such_line_is_not_found(self, session):
        with pytest.raises(NotFound):
            row_of(session, 999)


class TestRefusals:
    def test_they_come_with_their_answers(self, session, partner):
        line = only_line(session, partner)
        make_refusal(session, line, answered=True)
        make_refusal(session, line, reason="Masih kabur")
        assert [(one.reason, one.answer) for one in refusals_of(session, [line.id])] == [
            ("Masih kabur", None),
            ("Nota tidak terbaca", "Nota baru"),
        ]

    def test_what_waits_is_the_shops_own(self, session, partner):
        mine = make_refusal(session, only_line(session, partner))
        make_refusal(session, only_line(session, partner), answered=True)
        make_refusal(session, only_line(session, make_partner(session)))
        assert [one.public_id for one in refusals_waiting(session, partner.id)] == [mine.public_id]

    def test_answers_wait_until_an_auditor_has_decided(self, session, partner):
        make_refusal(session, only_line(session, partner))
        for ruling in (None, *AnswerRuling):
            make_refusal(session, only_line(session, partner), answered=True, ruling=ruling)
        assert [one.partner for one in answers_undecided(session)] == ["Toko Contoh"]
