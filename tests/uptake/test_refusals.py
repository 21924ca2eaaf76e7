import pytest

from marketplace.kernel.errors import NotFound
from marketplace.purchases.models.answers import AnswerRuling
from marketplace.uptake.refusals import (
    answers_undecided,
    answers_unproven,
    own_refusal,
    refusals_of,
    refusals_waiting,
)
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_answer, make_purchase, make_refusal
from tests.factories.unproven import make_unproven_answer

ACCEPTED, KEPT = AnswerRuling.ACCEPTED, AnswerRuling.REFUSED


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Contoh")


def only_line(session, partner):
    (line,) = lines_in(session, make_purchase(session, partner, make_maker(session)))
    return line


def test_they_come_newest_first_with_all_their_answers(session, partner):
    line = only_line(session, partner)
    first = make_refusal(session, line, answered=True, ruling=KEPT)
    make_answer(session, first, ruling=ACCEPTED)
    make_refusal(session, line, reason="Masih kabur")
    newer, older = refusals_of(session, [line.id])
    assert (newer.said.reason, newer.answers, newer.holds, newer.answerable) == (
        "Masih kabur",
        [],
        True,
        True,
    )
    assert [answer.ruling for answer in older.answers] == [KEPT, ACCEPTED]
    assert (older.holds, older.answerable) == (False, False)
    assert refusals_of(session, []) == []


@pytest.mark.parametrize(
    ("rulings", "holds", "waits", "because", "answerable"),
    [
        ([], True, False, "", True),
        ([None], True, True, "", False),
        ([KEPT], True, False, "Masih kabur", True),
        ([KEPT, None], True, True, "", False),
        ([KEPT, ACCEPTED], False, False, "", False),
    ],
)
def test_whose_turn_it_is_follows_from_the_answers(
    session, partner, rulings, holds, waits, because, answerable
):
    refusal = make_refusal(session, only_line(session, partner))
    for ruling in rulings:
        make_answer(session, refusal, ruling=ruling)
    one = own_refusal(session, partner.id, refusal.public_id)
    assert (one.holds, one.waits_since is not None, one.kept_because) == (holds, waits, because)
    assert (one.answerable, one.unproven) == (answerable, False)


def test_what_waits_is_the_shops_own(session, partner):
    mine = make_refusal(session, only_line(session, partner))
    make_refusal(session, only_line(session, partner), answered=True)
    make_refusal(session, only_line(session, partner), answered=True, ruling=KEPT)
    other = make_refusal(session, only_line(session, make_partner(session)))
    assert [one.public_id for one in refusals_waiting(session, partner.id)] == [mine.public_id]
    with pytest.raises(NotFound):
        own_refusal(session, partner.id, other.public_id)


def test_answers_wait_until_an_auditor_has_decided(session, partner):
    make_refusal(session, only_line(session, partner))
    for ruling in (None, *AnswerRuling):
        make_refusal(session, only_line(session, partner), answered=True, ruling=ruling)
    assert [one.partner for one in answers_undecided(session)] == ["Toko Contoh"]


@pytest.mark.parametrize("ruling", [None, ACCEPTED])
def test_an_earlier_answer_without_evidence_waits_for_the_shop(session, partner, ruling):
    refusal = make_refusal(session, only_line(session, partner))
    make_unproven_answer(session, refusal, ruling=ruling)
    (one,) = refusals_of(session, [refusal.line_id])
    assert (one.unproven, one.holds, one.answerable, one.waits_since) == (True, True, True, None)
    assert answers_undecided(session) == []
    for found in answers_unproven(session), refusals_waiting(session, partner.id):
        assert [row.answered_at is not None for row in found] == [True]
    make_answer(session, refusal)
    assert (len(answers_undecided(session)), answers_unproven(session)) == (1, [])
