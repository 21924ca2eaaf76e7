import pytest

from marketplace.kernel.errors import Forbidden, NotFound
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN, VIEWER
from marketplace.ordering.events import PaperPrinted
from marketplace.ordering.papers import document_named, paper_named, papers_of, theirs
from marketplace.ordering.services.printing import print_paper
from marketplace.ordering.states import PREPARED, PaperKind
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_handover, make_maker, make_order
from tests.factories.papers import make_paper
from tests.factories.partners import make_partner


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def paper(session, handover):
    return make_paper(session, handover, PaperKind.DELIVERY)


def test_the_first_print_of_an_organisation_is_its_original(work, handover, paper, heard):
    def copy(at, kind):
        with work(STAFF, at=at, kind=kind) as uow:
            return print_paper(uow, paper.id).copy

    assert [copy(handover.producer_id, PRODUCER) for _ in range(3)] == [1, 2, 3]
    assert copy(handover.partner_id, PARTNER) == 1
    assert heard[-1] == PaperPrinted(paper_id=paper.id, organisation_id=handover.partner_id, copy=1)


@pytest.mark.parametrize("role", [OFFICER, AUDITOR, VIEWER])
def test_officials_look_on(work, paper, role):
    with work(role, at=1) as uow:
        assert print_paper(uow, paper.id).copy == 1


def test_nobody_else_prints_it(session, work, paper):
    strangers = (
        work(OWNER, at=make_maker(session).id, kind=PRODUCER),
        work(OWNER, at=make_partner(session).id, kind=PARTNER),
        work(SYSADMIN, at=1),
    )
    for stranger in strangers:
        with pytest.raises(Forbidden), stranger as uow:
            print_paper(uow, paper.id)


def test_the_other_side_prints_nothing_that_was_not_sent(session, work):
    kept = make_handover(session, state=PREPARED, sent_at=None, answer_by=None)
    paper = make_paper(session, kept, PaperKind.DELIVERY)
    with pytest.raises(NotFound), work(OWNER, at=kept.partner_id, kind=PARTNER) as uow:
        print_paper(uow, paper.id)
    with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
        print_paper(uow, paper.id)
    with work(OWNER, at=kept.producer_id, kind=PRODUCER) as uow:
        assert print_paper(uow, paper.id).copy == 1
    assert not theirs(work(OWNER, at=kept.partner_id, kind=PARTNER), kept)


def test_an_order_is_printed_by_both_sides(session, work):
    order = make_order(session)
    paper = make_paper(session, order, PaperKind.ORDER)
    for at, kind in ((order.partner_id, PARTNER), (order.producer_id, PRODUCER)):
        with work(OWNER, at=at, kind=kind) as uow:
            assert print_paper(uow, paper.id).copy == 1


def test_a_kept_maker_prints_what_a_merged_record_was_given(session, work, handover, paper):
    kept = make_maker(session)
    with pytest.raises(Forbidden), work(OWNER, at=kept.id, kind=PRODUCER) as uow:
        print_paper(uow, paper.id)
    session.get_one(Producer, handover.producer_id).merged_into_id = kept.id
    session.commit()

    with work(OWNER, at=kept.id, kind=PRODUCER) as uow:
        assert print_paper(uow, paper.id).copy == 1
    assert [row.prints for row in papers_of(session, handover, kept.id)] == [1]


def test_papers_are_listed_with_how_often_they_were_printed(session, work, handover, paper):
    receipt = make_paper(session, handover, PaperKind.RECEIPT)
    for _ in range(2):
        with work(OWNER, at=handover.producer_id, kind=PRODUCER) as uow:
            print_paper(uow, receipt.id)

    mine = papers_of(session, handover, handover.producer_id)
    assert [(row.kind, row.number, row.prints) for row in mine] == [
        (PaperKind.DELIVERY, paper.number, 0),
        (PaperKind.RECEIPT, receipt.number, 2),
    ]
    assert (mine[0].printed_at, mine[1].printed_at) == (None, NOW)
    assert [row.prints for row in papers_of(session, handover, handover.partner_id)] == [0, 0]
    assert papers_of(session, make_handover(session), handover.producer_id) == []


@pytest.mark.parametrize("kind", ["BAST", "PO", "nonsense", ""])
def test_a_paper_it_does_not_have_is_not_there(session, handover, paper, kind):
    with pytest.raises(NotFound):
        paper_named(session, handover, kind)
    assert paper_named(session, handover, "SJ").id == paper.id


def test_a_qr_names_an_order_or_a_handover(session, handover):
    order = make_order(session)
    assert document_named(session, handover.public_id) == ("handovers", handover)
    assert document_named(session, order.public_id) == ("orders", order)
    with pytest.raises(NotFound):
        document_named(session, "k3m9p2q7r4s8")
