"""Saying whose goods it is: remembered, applied back to what waits, confirmed, and undone whole."""

from datetime import date

import pytest

from marketplace.certification.queries import certified_days
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER
from marketplace.purchases.events import NameAnswered
from marketplace.purchases.figures import figure_of
from marketplace.purchases.known import plainly
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import PurchaseSuccessor, RememberedName, Source
from marketplace.purchases.naming import NameMeaning, answer_name, confirm_name, undo_answer
from marketplace.purchases.open_names import open_names
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_name, make_purchase, make_refusal
from tests.factories.telling import make_figure

OFFICE = 9_999  # no shop of these tests
TODAY = date(2026, 11, 24)
SPAN = MonthSpan(Month(2026, 8), Month(2026, 9))
SELLER = (None, "butinikripik")


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def goods(session, maker):
    return make_goods(session, maker=maker, name="Keripik Pisang")


@pytest.fixture
def rows(session, shop, goods):
    """Three rows of one seller in two spellings, the last a month later; and somebody else's."""
    return [
        make_purchase(session, shop, None, 100_000, seller_text="Bu Tini kripik", document_number="N-1"),
        make_purchase(session, shop, None, 200_000, seller_text="BU TINI KRIPIK"),
        make_purchase(session, shop, None, 400_000, seller_text="Bu Tini kripik", bought_on=date(2026, 9, 2)),
        make_purchase(session, shop, None, 800_000),
    ]


@pytest.fixture
def say(work, shop):
    def say(question=SELLER, *, of=None, who=((OWNER,), PARTNER), closed=(), **meaning):
        shops = of or [shop]
        at = {"at": shop.id, "kind": PARTNER} if who[1] else {"at": OFFICE}
        with work(*who[0], **at) as uow:
            return answer_name(
                uow,
                [one.id for one in shops],
                question,
                "Bu Tini kripik",
                NameMeaning(**meaning),
                closed=closed,
            )

    return say


OFFICIAL = ((OFFICER,), None)


def read(session, shop):
    session.expire_all()
    return lines_of(session, SPAN, partner_ids=[shop.id])[shop.id]


def local(session, shop):
    return sum(line.net for line in read(session, shop) if line.local)


def test_names_wait_with_their_rows_and_rupiah_the_most_first(session, shop, rows):
    other = make_partner(session)
    make_purchase(session, other, None, 50_000, seller_text="bu tini kripik")
    names = open_names(session, TODAY, shop.id)
    assert [(name.text, name.rows, name.net) for name in names] == [
        ("Grosir Rekayasa", 1, 800_000),
        ("Bu Tini kripik", 3, 700_000),
    ]
    everywhere = next(name for name in open_names(session, TODAY) if name.question == SELLER)
    assert (everywhere.rows, everywhere.net, everywhere.partner_ids) == (4, 750_000, {shop.id, other.id})


def test_an_answer_counts_what_waited_in_every_spelling(session, shop, maker, goods, rows, say):
    assert local(session, shop) == 0
    done = say(producer_id=maker.id)
    assert (done.rows, done.net, done.published) == (3, 700_000, 0)
    assert local(session, shop) == 700_000
    named = [line for line in read(session, shop) if line.local]
    assert {line.item for line in named} == {f"product:{goods.product_id}"}  # by the maker's own name for it
    assert {line.grade.value for line in named} == {"D"}
    assert [name.text for name in open_names(session, TODAY, shop.id)] == ["Grosir Rekayasa"]


def test_a_named_row_is_as_certified_as_its_product_was_that_day(session, shop, maker, goods, rows, say):
    say(producer_id=maker.id)
    held = certified_days(session, {(goods.product_id, date(2026, 8, 12))})
    line = next(line for line in read(session, shop) if line.local)
    assert (line.product_known, line.certified) == (True, held[goods.product_id, date(2026, 8, 12)])


def test_rows_of_a_published_month_stay_as_they_were_reported(session, shop, maker, rows, say):
    done = say(producer_id=maker.id, closed={"2026-08"})
    assert (done.rows, done.net, done.published) == (1, 400_000, 2)
    assert local(session, shop) == 400_000


def test_who_is_no_maker_stays_known_as_none_and_asks_no_more(session, shop, rows, say):
    done = say()
    assert (done.rows, local(session, shop)) == (0, 0)
    assert [line.seller_known for line in read(session, shop)] == [True, True, True, False]
    assert len(open_names(session, TODAY, shop.id)) == 1


def test_an_officers_answer_mends_many_shops_and_needs_no_confirming(session, shop, maker, rows, say, heard):
    other = make_partner(session)
    make_purchase(session, other, None, 50_000, seller_text="bu tini kripik", document_number="N-9")
    done = say(of=[shop, other], who=OFFICIAL, producer_id=maker.id)
    assert (done.rows, local(session, other)) == (4, 50_000)
    assert [line.grade.value for line in read(session, other)] == ["C"]
    assert [fact.rows for fact in heard if isinstance(fact, NameAnswered)] == [3, 1]


def test_it_is_undone_whole_and_every_row_waits_again(session, work, shop, maker, rows, say):
    other = make_partner(session)
    make_purchase(session, other, None, 50_000, seller_text="bu tini kripik")
    before = {one.id: [line[1:5] for line in read(session, one)] for one in (shop, other)}
    done = say(of=[shop, other], who=OFFICIAL, producer_id=maker.id)
    with work(OFFICER, at=OFFICE) as uow:
        undone = undo_answer(uow, done.said_as, closed=())
    assert undone.rows == 4
    assert {one.id: sorted(line[1:5] for line in read(session, one)) for one in (shop, other)} == {
        number: sorted(lines) for number, lines in before.items()
    }
    assert {name.question for name in open_names(session, TODAY)} >= {SELLER}
    say(producer_id=maker.id)  # it can be answered anew
    with work(OFFICER, at=OFFICE) as uow, pytest.raises(NotFound):
        undo_answer(uow, done.said_as, closed=())


def test_an_officer_confirms_and_the_document_proves_again(session, work, shop, maker, rows, say):
    say(producer_id=maker.id)
    name = session.query(RememberedName).one()
    for _ in range(2):
        with work(OFFICER, at=OFFICE) as uow:
            confirm_name(uow, name.id)
    assert {line.net: line.grade.value for line in read(session, shop) if line.local} == {
        100_000: "C", 200_000: "D", 400_000: "D",
    }  # fmt: skip
    with work(OWNER, at=shop.id, kind=PARTNER) as uow, pytest.raises(Forbidden):
        confirm_name(uow, name.id)
    with work(OWNER, at=shop.id, kind=PARTNER) as uow, pytest.raises(Forbidden):
        undo_answer(uow, name.said_as, closed=())


def test_goods_of_a_known_maker_are_named_alike_and_keep_what_the_maker_said(
    session, shop, maker, goods, say
):
    line = {"text": "kripik tini 250", "net": 70_000}
    bought = make_purchase(
        session, shop, maker, 1, lines=[line], answer=Answer.CONFIRMED, document_number="N-1"
    )
    question = maker.id, "kripiktini250"
    assert question in {name.question for name in open_names(session, TODAY, shop.id)}
    say(question, product_id=goods.product_id)
    found = read(session, shop)
    assert {one.product_known for one in found if one.net == 70_000} == {True}
    assert [one.grade.value for one in found] == ["B", "B"]
    assert session.query(PurchaseAnswer).count() == 2 and session.get(PurchaseAnswer, bought.id)


def test_an_answer_takes_as_few_statements_for_many_rows_as_for_few(session, shop, maker, say, statements):
    for number in range(3):
        make_purchase(session, shop, None, 1_000, seller_text="Bu Tini kripik", document_number=f"F-{number}")
    other = make_partner(session)
    for number in range(30):
        make_purchase(
            session, other, None, 1_000, seller_text="Bu Tini kripik", document_number=f"F-{number}"
        )
    few = statements(lambda: say(who=OFFICIAL, producer_id=maker.id))
    many = statements(lambda: say(of=[other], who=OFFICIAL, producer_id=maker.id))
    assert len(many) == len(few)
    assert (local(session, shop), local(session, other)) == (3_000, 30_000)


def test_of_two_entries_that_are_the_same_row_one_counts_when_both_are_named(session, shop, maker, say):
    for source in (Source.IMPORT, Source.API):
        make_purchase(
            session, shop, None, 1_000, source=source, seller_text="Bu Tini kripik", document_number="F-1"
        )
    assert say(producer_id=maker.id).rows == 2
    assert local(session, shop) == 1_000


def test_a_makers_figure_goes_along_with_their_denial(session, shop, maker, say):
    text = "Keripik Pisang"
    goods = make_goods(session, maker=maker, name="Keripik Pisang Cokelat")
    bought = make_purchase(session, shop, maker, 70_000, answer=Answer.DISPUTED, document_number="N-1")
    make_figure(session, bought)
    same = make_purchase(session, shop, maker, 5_000, document_number="N-2")
    say((maker.id, plainly(text)), product_id=goods.product_id)
    after = session.get(PurchaseSuccessor, bought.id)
    assert figure_of(session, after.successor_id).net == 60_000
    assert figure_of(session, session.get(PurchaseSuccessor, same.id).successor_id) is None


def test_what_an_auditor_refused_stays_refused(session, shop, maker, rows, say):
    make_refusal(session, lines_in(session, rows[0])[0])
    assert say(producer_id=maker.id).rows == 2
    assert [line.refused for line in read(session, shop)].count(True) == 1


def test_what_cannot_be_meant_is_refused(session, work, shop, maker, goods, rows, say):
    other = make_maker(session)
    make_name(session, shop, "Grosir")
    for question, meaning in (
        ((None, ""), {}),
        ((None, "grosir"), {}),
        ((other.id, "kripik"), {"product_id": goods.product_id}),
    ):
        with pytest.raises(Refused):
            say(question, **meaning)
    elsewhere = make_partner(session)
    with pytest.raises(Forbidden):
        say(of=[elsewhere], producer_id=maker.id)
    assert local(session, shop) == 0
