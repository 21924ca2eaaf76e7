import pytest

from marketplace.catalog.differences import compare
from marketplace.catalog.models import Continuity
from marketplace.catalog.packs import Pack
from marketplace.catalog.reviewing import approve_product, return_product, submit_product
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.products import revise_product
from marketplace.catalog.snapshots import revisions_of, snapshot_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Bus
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PRODUCER
from tests.conftest import NOW
from tests.factories.catalog import make_draft
from tests.factories.ordering import make_maker
from tests.factories.producers import make_person


@pytest.fixture
def maker(session):
    return make_maker(session)


def test_a_snapshot_holds_all_that_a_revision_says(session, work, maker):
    product = make_draft(session, maker=maker, photo=True)
    text = Text(
        name="Baru", packaging="Pouch", capacity=300, continuity=Continuity.STEADY, label_shows=("name",)
    )
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        revise_product(uow, product.id, text=text)

    before, after = (snapshot_of(session, product.id, number) for number in (1, 2))
    [packed] = after.packs
    assert (packed.pack, before.packs) == (Pack(), after.packs)
    assert (after.text, after.category, len(after.photos)) == (text, "Camilan", 1)
    fields = [change.field for change in compare(before, after)]
    assert fields == ["name", "packaging", "capacity", "continuity", "label_shows"]
    with pytest.raises(NotFound):
        snapshot_of(session, product.id, 3)


def test_each_revision_says_who_wrote_it_and_what_was_answered(session, queue, maker):
    writer = make_person(session)
    product = make_draft(session, maker=maker, price=10_000, photo=True)

    def at_work(role, at, kind, user_id=None):
        actor = Actor(user_id, at=at, kind=kind, seats=frozenset({ActorSeat(role, at)}))
        return UnitOfWork(session, actor=actor, now=NOW, bus=Bus(REACTIONS), queue=queue)

    def hand_in(**text):
        with at_work(OWNER, maker.id, PRODUCER, writer.id) as uow:
            revise_product(uow, product.id, text=Text(name="Keripik Pisang", **text))
            submit_product(uow, product.id)

    hand_in(storage="Kering.")
    with at_work(OFFICER, 1, OFFICE) as uow:
        return_product(uow, product.id, revision=2, notes={"storage": "Suhunya?"})
    hand_in(storage="Kering, 25 derajat.")
    with at_work(OFFICER, 1, OFFICE) as uow:
        approve_product(uow, product.id, revision=3)
    hand_in(storage="Sejuk.")

    found = revisions_of(session, product.id)
    assert [(one.number, one.by, one.outcome) for one in found] == [
        (4, writer.name, SUBMITTED),
        (3, writer.name, APPROVED),
        (2, writer.name, RETURNED),
        (1, None, None),
    ]


def test_what_was_approved_before_answers_named_their_revision_is_known(session, maker):
    product = make_draft(session, maker=maker, state=APPROVED)
    assert [(one.outcome, one.written_at) for one in revisions_of(session, product.id)] == [(APPROVED, NOW)]
    draft = make_draft(session, maker=maker)
    assert [one.outcome for one in revisions_of(session, draft.id)] == [DRAFT]
