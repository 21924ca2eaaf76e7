from datetime import date

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Source
from marketplace.uptake.rows import row_of, rows_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase


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
