from marketplace.ordering.states import Side, TradeModel
from marketplace.ordering.terms import DEFAULT_TERM, Term, TermList, consigning, term_between
from tests.factories.ordering import make_maker, make_term
from tests.factories.partners import make_outlet, make_partner


def test_without_any_it_is_bought_outright_and_paid_in_two_weeks(session):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session))

    assert term_between(session, maker.id, outlet.id) == DEFAULT_TERM
    assert Term(TradeModel.OUTRIGHT, 0, 14, Side.MAKER) == DEFAULT_TERM


def test_the_newest_hold_between_this_maker_and_this_outlet(session):
    maker, other = make_maker(session), make_maker(session)
    partner = make_partner(session)
    here, there = make_outlet(session, partner), make_outlet(session, partner)
    make_term(session, maker, here, margin=2_000)
    make_term(session, maker, here, margin=2_500, loss_on=Side.SHOP)
    make_term(session, other, here, model=TradeModel.OUTRIGHT)

    assert term_between(session, maker.id, here.id) == Term(TradeModel.CONSIGNMENT, 2_500, 7, Side.SHOP)
    assert term_between(session, maker.id, there.id) == DEFAULT_TERM


def test_an_outlet_pays_later_to_those_makers_whose_newest_terms_say_so(session):
    makers = [make_maker(session) for _ in range(4)]
    here, there = (make_outlet(session, make_partner(session)) for _ in range(2))
    make_term(session, makers[0], here)
    make_term(session, makers[1], here)
    make_term(session, makers[1], here, model=TradeModel.OUTRIGHT)
    make_term(session, makers[2], there)

    assert consigning(session, here.id) == {makers[0].id}


def test_each_side_reads_its_own_terms_and_what_they_were_before(session):
    maker, other = make_maker(session, name="Bu Tini"), make_maker(session)
    outlet, elsewhere = (make_outlet(session, make_partner(session, name="Toko Jaya")) for _ in range(2))
    make_term(session, maker, outlet, days_to_pay=7)
    make_term(session, maker, outlet, days_to_pay=30, written_for=outlet.partner_id)
    make_term(session, other, elsewhere)

    (row,) = TermList(producer_id=maker.id).rows(session)
    assert (row.maker, row.partner, row.outlet, row.term.days_to_pay) == (
        "Bu Tini",
        "Toko Jaya",
        outlet.name,
        30,
    )
    assert (row.written_by, row.written_for) == ("Toko Jaya", outlet.partner_id)
    assert [row.days_to_pay for row in TermList(partner_id=outlet.partner_id).rows(session)] == [30]
    every = TermList(producer_id=maker.id, outlet_id=outlet.id, every=True).rows(session)
    assert [row.days_to_pay for row in every] == [30, 7]
