"""Two records become one and two again, with all that hangs on them on every floor."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.accounts.models import Seat
from marketplace.app import REACTIONS
from marketplace.catalog.models import Product
from marketplace.certification.models import Certificate
from marketplace.certification.services.refreshing import refresh_all
from marketplace.kernel.actor import Actor
from marketplace.kernel.actor import ActorSeat as Sits
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, OWNER, PRODUCER, STAFF
from marketplace.outreach.models import LicenceCase
from marketplace.producers.cards import public_card
from marketplace.producers.events import ProducerMergeUndone, ProducersMerged
from marketplace.producers.models import Locality, LocalityBasis, Producer
from marketplace.producers.queries import (
    ProducerList,
    aliases_of,
    is_held,
    local_on,
    merges_of,
)
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.producers.services.merging import gaps, merge_producers, undo_merge
from marketplace.producers.services.registering import add_alias
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.queries import unanswered_claims
from marketplace.purchases.recognising import known_makers
from marketplace.purchases.sellers import maker_names
from marketplace.purchases.services import answer_purchase
from marketplace.tables import metadata
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.outreach import make_candidate, make_case
from tests.factories.partners import make_partner
from tests.factories.producers import make_person, make_producer
from tests.factories.purchases import make_purchase, seller_named

QUIET = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(QUIET, max_examples=60)
UNTOUCHED = ("producer_merges", "sign_ins", "journal", "journal_head", "outbox", "notices")
DAYS = [date(2026, 1, 1) + timedelta(days=30 * month) for month in range(12)]


@pytest.fixture
def office(work, heard):
    """Units of work of an officer, with everything that reacts."""

    def open_as(*roles, user_id=None, seats=()):
        uow = work(*(roles or (OFFICER,)), at=1, user_id=user_id)
        mine = frozenset(Sits(role, 1) for role in roles or (OFFICER,)) | frozenset(seats)
        uow.actor = Actor(user_id=user_id, at=1, kind=OFFICE, seats=mine)
        uow._bus = Bus({Event: [lambda _, event: heard.append(event)]}, *REACTIONS)
        return uow

    return open_as


@pytest.fixture
def pair(session):
    kept = make_producer(session, name="Keripik Bu Tini")
    return kept, make_producer(session, name="Kripik Tini")


@pytest.fixture
def merge(office, pair):
    def act(kept=pair[0], merged=pair[1], reason="Satu dapur, satu pemilik"):
        with office() as uow:
            return merge_producers(uow, kept.id, merged.id, reason=reason)

    return act


def seat(session, producer, person=None, role=OWNER, **given):
    row = Seat(
        **{
            "user_id": (person or make_person(session)).id,
            "organisation_id": producer.id,
            "role": role,
            "from_at": NOW - timedelta(days=9),
        }
        | given
    )
    session.add(row)
    session.commit()
    return row


def everything(session):
    """All rows of all tables, but for what counts attempts to write; in no order."""
    found = {}
    for table in metadata().sorted_tables:
        if table.name in UNTOUCHED:
            continue
        columns = [column for column in table.columns if column.name != "version"]
        found[table.name] = sorted(map(repr, session.execute(table.select().with_only_columns(*columns))))
    session.rollback()
    return found


def test_what_is_alive_of_one_record_goes_to_the_other(session, work, pair, merge):
    kept, merged = pair
    owner, staff = seat(session, merged), seat(session, merged, role=STAFF)
    goods, paper = make_goods(session, maker=merged), make_certificate(session, producer=merged)
    case = make_case(session, producer_id=merged.id)
    with work() as uow:
        add_alias(uow, merged.id, "Bu Tini kripik")
    merged.city_ref = "P07"
    session.commit()

    merge()
    session.expire_all()
    assert merged.merged_into_id == kept.id
    assert [row.organisation_id for row in (owner, staff)] == [kept.id, kept.id]
    assert session.get_one(Product, goods.product_id).producer_id == kept.id
    assert goods.producer_id == kept.id
    assert (paper.producer_id, case.producer_id) == (kept.id, kept.id)
    assert aliases_of(session, kept.id) == ["Bu Tini kripik"]
    assert (kept.city_ref, merged.city_ref) == ("P07", None)
    assert kept.nib != merged.nib  # each had one


def test_the_merged_record_leaves_lists_register_and_public_pages(session, pair, merge):
    kept, merged = pair
    merge()

    listed = session.execute(ProducerList(day=NOW.date()).select()).scalars().all()
    assert listed == [kept.id]
    assert public_card(session, merged.slug, NOW.date()) is None
    assert session.scalar(is_held(merged.id, NOW.date()).select())
    assert maker_names(session) == ["Keripik Bu Tini"]


def test_registers_that_write_its_name_mean_the_kept_one(session, pair, merge):
    kept, _ = pair
    merge()

    assert seller_named(session, "kripik tini") == kept.id
    (known,) = known_makers(session)
    assert (known.id, known.names) == (kept.id, ("Keripik Bu Tini", "Kripik Tini"))


def test_days_on_which_only_the_merged_record_was_local_count_for_the_kept_one(session, work, pair, merge):
    kept, merged = pair
    with work() as uow:
        record_locality(uow, kept.id, basis=LocalityBasis.NIB_ADDRESS, from_on=date(2026, 11, 1))
        record_locality(uow, merged.id, basis=LocalityBasis.CITY_LIST)

    merge()
    assert local_on(session, kept.id, date(2026, 3, 1))
    assert local_on(session, kept.id, date(2026, 12, 1))
    assert session.query(Locality).filter_by(producer_id=kept.id, basis=LocalityBasis.CITY_LIST).count() == 1


def test_an_article_number_that_both_have_keeps_its_product_where_it_was(session, pair, merge):
    kept, merged = pair
    make_goods(session, maker=kept, sku="K1")
    stays, goes = make_goods(session, maker=merged, sku="K1"), make_goods(session, maker=merged, sku="K2")

    merge()
    session.expire_all()
    assert (stays.producer_id, goes.producer_id) == (merged.id, kept.id)
    assert (
        session.get_one(Product, stays.product_id).eligible_until is None
    )  # off the catalog with its record


def test_whoever_sits_in_both_keeps_the_older_seat(session, pair, merge, office):
    kept, merged = pair
    person = make_person(session)
    there, here = seat(session, kept, person), seat(session, merged, person)

    row = merge()
    session.expire_all()
    assert (there.until_at, here.until_at) == (None, NOW)
    with office() as uow:
        undo_merge(uow, row.id)
    session.expire_all()
    assert here.until_at is None


def test_a_case_of_a_kind_that_is_under_way_already_stays(session, pair, merge):
    kept, merged = pair
    make_case(session, producer_id=kept.id, kind="nib")
    stays = make_case(session, producer_id=merged.id, kind="nib")
    goes = make_case(session, producer_id=merged.id, kind="halal")

    merge()
    session.expire_all()
    assert (stays.producer_id, goes.producer_id) == (merged.id, kept.id)


@pytest.mark.parametrize("make", [make_order, make_handover])
def test_nothing_is_merged_while_its_shops_wait(session, pair, merge, make):
    _, merged = pair
    variant = make_goods(session, maker=merged)
    order = make_order(session, variant=variant)
    if make is make_handover:
        make_handover(session, order=order)

    with pytest.raises(Refused, match="yang berjalan"):
        merge()
    session.rollback()
    assert merged.merged_into_id is None


def test_it_is_told_with_its_reason(pair, merge, heard, office):
    kept, merged = pair
    row = merge()
    with office() as uow:
        undo_merge(uow, row.id)

    seen = [event for event in heard if isinstance(event, ProducersMerged | ProducerMergeUndone)]
    assert seen == [
        ProducersMerged(
            producer_id=kept.id, merged_id=merged.id, merge_id=row.id, reason="Satu dapur, satu pemilik"
        ),
        ProducerMergeUndone(producer_id=kept.id, merged_id=merged.id, merge_id=row.id),
    ]


def test_what_makes_no_sense_is_refused(pair, merge, office):
    kept, merged = pair
    with pytest.raises(Refused, match="berbeda"):
        merge(merged=kept)
    with pytest.raises(Refused) as no:
        merge(reason=" ")
    assert no.value.field == "reason"

    row = merge()
    with pytest.raises(Refused, match="sudah digabung"):
        merge()
    with office() as uow:
        undo_merge(uow, row.id)
    with office() as uow, pytest.raises(Refused, match="sudah dibatalkan"):
        undo_merge(uow, row.id)
    with office() as uow, pytest.raises(NotFound):
        undo_merge(uow, 999)


def test_only_an_officer_who_sits_in_neither_may(session, pair, office):
    kept, merged = pair
    for roles, seats in (((AUDITOR,), ()), ((OFFICER,), (Sits(STAFF, merged.id),))):
        with office(*roles, seats=seats) as uow, pytest.raises(Forbidden):
            merge_producers(uow, kept.id, merged.id, reason="Sama")


def test_a_chain_leads_in_one_step_and_is_undone_from_its_end(session, pair, merge, office):
    kept, merged = pair
    last = make_producer(session)
    first, second = merge(), merge(kept=last, merged=kept)
    session.expire_all()
    assert (merged.merged_into_id, kept.merged_into_id) == (last.id, last.id)

    with office() as uow, pytest.raises(Refused, match="lebih baru"):
        undo_merge(uow, first.id)
    session.rollback()
    for row in (second, first):
        with office() as uow:
            undo_merge(uow, row.id)
    session.expire_all()
    assert (merged.merged_into_id, kept.merged_into_id) == (None, None)


def test_of_several_merges_into_one_record_the_newest_is_undone_first(session, pair, merge, office):
    kept, merged = pair
    third = make_producer(session)
    first, second = merge(), merge(merged=third)
    merge(kept=make_producer(session), merged=make_producer(session))  # newer, of others

    with office() as uow, pytest.raises(Refused, match="lebih baru"):
        undo_merge(uow, first.id)
    session.rollback()
    assert (merged.merged_into_id, third.merged_into_id) == (kept.id, kept.id)
    for row in (second, first):
        with office() as uow:
            undo_merge(uow, row.id)
    session.expire_all()
    assert (merged.merged_into_id, third.merged_into_id) == (None, None)


def test_the_page_of_either_record_names_the_merge(pair, merge, session, office):
    kept, merged = pair
    row = merge()
    for record in pair:
        (last,) = merges_of(session, record.id)
        assert (last.id, last.kept, last.name) == (row.id, "Keripik Bu Tini", "Kripik Tini")
    with office() as uow:
        undo_merge(uow, row.id)
    assert merges_of(session, kept.id) == []


stretches = st.lists(st.sampled_from(DAYS), max_size=4, unique=True).map(sorted)
worlds = st.fixed_dictionaries(
    {
        "kept_days": stretches,
        "merged_days": stretches,
        "open_start": st.booleans(),
        "skus": st.lists(st.tuples(st.booleans(), st.sampled_from("ABC")), max_size=4, unique=True),
        "cases": st.lists(
            st.tuples(st.booleans(), st.sampled_from(["nib", "pirt"])), max_size=3, unique=True
        ),
        "papers": st.integers(0, 2),
        "aliases": st.integers(0, 2),
        "shared_seat": st.booleans(),
        "past_seat": st.booleans(),
        "nib": st.sampled_from(["both", "kept", "merged", "none"]),
    }
)


def build(session, work, world):
    """Two records of one maker with what the world says on each."""
    kept, merged = (
        make_producer(session, **({} if world["nib"] in (side, "both") else {"nib": None}))
        for side in ("kept", "merged")
    )
    for producer, days in ((kept, world["kept_days"]), (merged, world["merged_days"])):
        for number, (start, end) in enumerate(zip(days[::2], days[1::2], strict=False)):
            first = None if number == 0 and world["open_start"] else start
            with work() as uow:
                record_locality(uow, producer.id, basis=LocalityBasis.SITE_VISIT, from_on=first, until_on=end)
    for mine, sku in world["skus"]:
        make_goods(session, maker=kept if mine else merged, sku=sku)
    for mine, kind in world["cases"]:
        make_case(session, producer_id=(kept if mine else merged).id, kind=kind)
    for _ in range(world["papers"]):
        make_certificate(session, producer=merged)
    for number in range(world["aliases"]):
        with work() as uow:
            add_alias(uow, merged.id, f"Sebutan {number} dari {merged.id}")
    people = [make_person(session), make_person(session)]
    for person in people:
        seat(session, merged, person)
    if world["shared_seat"]:
        seat(session, kept, people[0])
    if world["past_seat"]:
        seat(session, kept, people[1], from_at=NOW - timedelta(days=8), until_at=NOW - timedelta(days=7))
    make_candidate(session, producer_id=merged.id)
    with work() as uow:
        refresh_all(uow)
    return kept, merged


@QUIET
@given(world=worlds)
def test_a_merge_that_is_undone_leaves_every_row_as_it_was(session, work, office, world):
    merge_and_undo(session, work, office, world)


@pytest.mark.long
@MANY
@given(world=worlds)
def test_so_does_a_merge_in_any_of_many_worlds(session, work, office, world):
    merge_and_undo(session, work, office, world)


def merge_and_undo(session, work, office, world):
    kept, merged = build(session, work, world)
    before = everything(session)

    with office() as uow:
        row = merge_producers(uow, kept.id, merged.id, reason="Sama")
    assert everything(session) != before
    local = [day for day in DAYS if local_on(session, kept.id, day)]
    with office() as uow:
        undo_merge(uow, row.id)

    assert everything(session) == before
    either = [day for day in DAYS if local_on(session, kept.id, day) or local_on(session, merged.id, day)]
    assert local == either


@given(
    days=st.tuples(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)).filter(
        lambda pair: None in pair or pair[0] <= pair[1]
    ),
    cuts=stretches,
)
def test_gaps_are_exactly_the_days_that_nothing_covers(days, cuts):
    def within(stretch, day):
        return (stretch[0] is None or stretch[0] <= day) and (stretch[1] is None or day <= stretch[1])

    known = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = list(gaps(days, known))
    for offset in range(-40, 440):
        day = DAYS[0] + timedelta(days=offset)
        wanted = within(days, day) and not any(within(one, day) for one in known)
        assert sum(within(one, day) for one in found) == wanted


def test_what_shops_said_of_the_merged_record_is_the_kept_makers_to_answer(
    session, work, pair, merge, office
):
    kept, merged = pair
    claim = make_purchase(session, make_partner(session), merged, 5000)
    merge()
    session.commit()
    assert unanswered_claims(session, kept.id)[0] == 1
    with work(OWNER, at=kept.id, kind=PRODUCER, user_id=make_person(session).id) as uow:
        answer_purchase(uow, claim.id, answer=Answer.CONFIRMED)
    assert unanswered_claims(session, kept.id)[0] == 0

    (made,) = merges_of(session, kept.id)
    with office() as uow:
        undo_merge(uow, made.id)
    other = make_purchase(session, make_partner(session), merged, 5000)
    with pytest.raises(Forbidden), work(OWNER, at=kept.id, kind=PRODUCER) as uow:
        answer_purchase(uow, other.id, answer=Answer.CONFIRMED)


def test_other_makers_are_left_alone(session, pair, merge):
    other = make_producer(session)
    goods, paper = make_goods(session, maker=other), make_certificate(session, producer=other)
    case = make_case(session, producer_id=other.id)

    merge()
    session.expire_all()
    assert goods.producer_id == session.get_one(Certificate, paper.id).producer_id == other.id
    assert session.get_one(LicenceCase, case.id).producer_id == other.id
    assert session.get_one(Producer, other.id).merged_into_id is None
