from datetime import date

import pytest
from sqlalchemy import event

from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer, AnswerRuling
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.uptake.ledger import lines_of, partners_of, totals_of
from marketplace.uptake.lines import Total
from tests.conftest import NOW
from tests.factories.catalog import make_category
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_name, make_purchase, make_refusal

AUGUST = MonthSpan.of(Month(2026, 8))


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session)


def read(session, partner, span=AUGUST):
    return lines_of(session, span, partner_ids=[partner.id])[partner.id]


class TestLines:
    def test_they_are_of_the_months_asked_for_and_of_each_partner(self, session, partner, maker):
        other = make_partner(session)
        for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1)):
            make_purchase(session, partner, maker, bought_on=day)
        make_purchase(session, other, maker, 7)
        assert [line.day.day for line in read(session, partner)] == [1, 31]
        assert {number: len(lines) for number, lines in lines_of(session, AUGUST).items()} == {
            partner.id: 2,
            other.id: 1,
        }

    @pytest.mark.parametrize(
        ("given", "grade"),
        [
            ({"source": Source.HANDOVER}, "A"),
            ({"source": Source.HANDOVER, "one_sided": True}, "C"),
            ({"document_number": "N-1", "answer": Answer.CONFIRMED}, "B"),
            ({"document_number": "N-1", "answer": Answer.CONFIRMED, "one_sided": True}, "C"),
            ({"one_sided": True}, "D"),
            ({"document_number": "N-1"}, "C"),
            ({"document_number": "N-1", "photo_required": True}, "D"),
            ({"document_number": "N-1", "photo_required": True, "answer": Answer.CONFIRMED}, "B"),
            ({"document_number": "N-1", "answer": Answer.DISPUTED}, "C"),
            ({"answer": Answer.CONFIRMED}, "D"),
            ({}, "D"),
        ],
    )
    def test_the_grade_follows_from_how_it_is_proven(self, session, partner, maker, given, grade):
        make_purchase(session, partner, maker, **given)
        assert [line.grade for line in read(session, partner)] == [grade]

    @pytest.mark.parametrize(
        ("from_on", "until_on", "local"),
        [
            (None, None, True),
            (date(2026, 8, 12), date(2026, 8, 12), True),
            (date(2026, 8, 13), None, False),
            (None, date(2026, 8, 11), False),
        ],
    )
    def test_local_is_what_held_on_the_day(self, session, partner, from_on, until_on, local):
        maker = make_maker(session, local=False)
        session.add(
            Locality(
                producer_id=maker.id,
                from_on=from_on,
                until_on=until_on,
                basis=LocalityBasis.SITE_VISIT,
                verified_by=None,
            )
        )
        make_purchase(session, partner, maker)
        assert [line.local for line in read(session, partner)] == [local]

    def test_a_seller_who_is_no_known_maker_is_not_local(self, session, partner):
        make_purchase(session, partner)
        assert [(line.local, line.producer_id) for line in read(session, partner)] == [(False, None)]

    def test_a_seller_whom_nobody_named_is_told_from_one_who_is_no_maker(self, session, partner):
        make_purchase(session, partner, seller_text="Grosir Rekayasa")
        make_purchase(session, partner, seller_text="Bu Tini kripik")
        make_name(session, partner, "GROSIR rekayasa")
        assert [line.seller_known for line in read(session, partner)] == [True, False]

    def test_goods_that_nobody_named_are_told_from_goods_without_a_certificate(self, session, partner, maker):
        goods = make_goods(session, maker=maker)
        known = {"product_id": goods.product_id, "certified": False}
        make_purchase(session, partner, maker, lines=[known])
        assert [line.product_known for line in read(session, partner)] == [False, True]

    @pytest.mark.parametrize(
        ("name", "given", "grade"),
        [
            ({}, {}, "D"),
            ({}, {"answer": Answer.CONFIRMED}, "B"),
            ({"confirmed_at": NOW}, {}, "C"),
            ({"confirmed_at": NOW, "undone_at": NOW}, {}, "D"),
        ],
    )
    def test_a_name_that_only_the_shop_recognised_proves_nothing(
        self, session, partner, maker, name, given, grade
    ):
        seller = make_name(session, partner, "Bu Tini kripik", producer_id=maker.id, **name)
        goods = make_name(session, partner, "kripik", maker_id=maker.id, **name)
        make_purchase(session, partner, maker, document_number="N-1", named_by=seller.id, **given)
        make_purchase(
            session, partner, maker, 1, document_number="N-2", lines=[{"named_by": goods.id}], **given
        )
        other = "B" if given else "C"
        assert [line.grade for line in read(session, partner)] == [grade, other, grade]

    def test_a_taken_back_purchase_and_its_mirror_are_not_read(self, session, partner, maker):
        wrong = make_purchase(session, partner, maker, 500)
        make_purchase(session, partner, maker, -500, reverses_id=wrong.id)
        make_purchase(session, partner, maker, 40)
        assert [line.net for line in read(session, partner)] == [40]

    def test_a_refusal_stands_until_its_answer_is_accepted(self, session, partner, maker):
        answers = [{}, {"answered": True}, *({"answered": True, "ruling": ruling} for ruling in AnswerRuling)]
        for net, given in enumerate(answers, 1):
            bought = make_purchase(session, partner, maker, net)
            make_refusal(session, *lines_in(session, bought), **given)
        assert [line.net for line in read(session, partner) if not line.refused] == [3]

    def test_a_dispute_is_seen(self, session, partner, maker):
        make_purchase(session, partner, maker, answer=Answer.DISPUTED)
        assert read(session, partner)[0].disputed

    def test_categories_come_from_the_root_down(self, session, partner, maker):
        food = make_category(session, code="food")
        snacks = make_category(session, code="snacks", parent_id=food.id)
        make_purchase(session, partner, maker, lines=[{"category_id": snacks.id}])
        assert [line.categories for line in read(session, partner)] == [(), ("food", "snacks")]

    def test_a_size_is_its_product_and_unknown_goods_go_by_maker_and_name(self, session, partner, maker):
        small = make_goods(session, maker=maker)
        lines = [
            {"variant_id": small.id},
            {"product_id": small.product_id},
            {"text": "Kopi  Bubuk-A"},
            {"text": "kopi bubuk a"},
        ]
        make_purchase(session, partner, maker, lines=lines)
        items = [line.item for line in read(session, partner)[1:]]
        assert items == [f"product:{small.product_id}"] * 2 + [f"{maker.id}:kopibubuka"] * 2

    def test_what_was_certified_is_the_snapshot_on_the_line(self, session, partner, maker):
        make_purchase(session, partner, maker, lines=[{"certified": True}, {"certified": False}])
        assert [line.certified for line in read(session, partner)] == [False, True, False]


class TestTotals:
    def test_the_last_revision_holds(self, session, partner):
        declare(session, partner, 10, revision=1)
        declare(session, partner, 30, revision=3)
        declare(session, partner, 20, revision=2)
        assert totals_of(session, AUGUST)[partner.id] == [Total("2026-08", 30, filed_on=NOW.date())]

    def test_parts_know_their_place_in_the_tree(self, session, partner):
        food = make_category(session, code="food")
        make_category(session, code="snacks", parent_id=food.id)
        declare(session, partner, 50, by_category={"snacks": 30, "gone": 20})
        (total,) = totals_of(session, AUGUST)[partner.id]
        assert total.parts == ((("gone",), 20), (("food", "snacks"), 30))

    def test_other_months_stay_out(self, session, partner):
        declare(session, partner, 10, month="2026-07")
        assert partner.id not in totals_of(session, AUGUST)


class TestPartners:
    def test_one_who_came_later_is_judged_only_where_something_stands_in_the_books(self, session):
        came_later, bought, declared = (make_partner(session) for _ in range(3))
        make_purchase(session, bought)
        declare(session, declared)
        assert {one.id for one in partners_of(session, Month(2026, 8))} == {bought.id, declared.id}
        assert came_later.id in {one.id for one in partners_of(session, Month(2026, 11))}

    def test_it_tells_who_is_under_a_memorandum(self, session):
        under, without = make_partner(session, name="A"), make_partner(session, name="B", mou=False)
        found = {one.id: one.under_mou for one in partners_of(session, Month(2026, 11))}
        assert (found[under.id], found[without.id]) == (True, False)


def test_reading_the_ledger_is_one_select_for_any_number_of_partners(session, engine, maker):
    for _ in range(3):
        make_purchase(session, make_partner(session), maker)
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    lines_of(session, AUGUST)
    assert len([statement for statement in seen if Purchase.__tablename__ in statement]) == 1
