"""What a transaction writes into sealed tables leaves its digests in the journal, whichever way it was written."""

import json
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.circulars.models import Band
from marketplace.db.seals import SEALED, as_text
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.journal.proving import find_faults
from marketplace.journal.queries import verify
from marketplace.journal.reactions import REACTIONS
from marketplace.journal.sealing import seal_unsealed, sealed_tables
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.partners.events import OutletClosed
from marketplace.partners.models import Outlet, Partner, PartnerKind
from marketplace.partners.services.registering import register_partner
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase, RememberedName
from marketplace.purchases.services import record_purchase, reverse_purchase
from tests.conftest import NOW
from tests.factories.circulars import make_circular
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_name, make_purchase, new_purchase


@pytest.fixture
def sealed(session, journaled):
    """A base of which every row has an entry."""
    with journaled() as uow:
        assert seal_unsealed(uow) is None


@pytest.fixture
def shop(session, journaled, sealed):
    with journaled() as uow:
        return make_partner(uow.session)


@pytest.fixture
def maker(session, journaled, sealed):
    with journaled() as uow:
        return make_maker(uow.session)


def last_seals(session):
    stored = session.scalar(select(JournalEntry.stored).order_by(JournalEntry.seq.desc()).limit(1))
    return json.loads(stored).get("seals")


def faults(session):
    session.expire_all()
    return [str(one) for one in find_faults(session)]


class TestWhatIsWritten:
    def test_a_service_need_not_know_of_it(self, session, journaled, sealed):
        with journaled() as uow:
            partner = register_partner(uow, name="Swalayan", kind=PartnerKind.MINIMARKET)
        rows = last_seals(session)["rows"]
        assert rows["partners"] == {
            str(partner.id): as_text(SEALED["partners"].digest([partner.id, "minimarket", None, None]))
        }
        assert rows.keys() == {"organisations", "partners"}
        assert faults(session) == []

    def test_a_purchase_and_its_lines_are_lists(self, session, journaled, shop):
        with journaled() as uow:
            purchase = record_purchase(uow, new_purchase(shop, 5, 6, 7))
        lists = last_seals(session)["lists"]
        assert lists.keys() == {"purchases", "purchase_lines"}
        assert lists["purchases"]["keys"] == str(purchase.id)
        assert len(lists["purchase_lines"]["rows"]) == 12
        with journaled() as uow:
            reverse_purchase(uow, purchase.id, reason="x")
        assert faults(session) == []

    def test_what_changes_has_what_it_was_before_beside_it(self, session, journaled, shop):
        was = last_seals(session)["rows"]["partners"][str(shop.id)]
        with journaled() as uow:
            uow.get(Partner, shop.id).staff_count = 7
        now, before = last_seals(session)["rows"]["partners"][str(shop.id)]
        assert (before, now != was) == (was, True)
        assert faults(session) == []

    def test_of_many_changes_in_one_transaction_the_last_state_counts(self, session, journaled, sealed):
        with journaled() as uow:
            shop = make_partner(uow.session)
            for staff in (3, 4, None, 5):
                shop.staff_count = staff
                uow.session.flush()
        assert isinstance(last_seals(session)["rows"]["partners"][str(shop.id)], str)
        assert faults(session) == []

    def test_what_no_figure_stands_on_leaves_no_entry(self, session, journaled, shop):
        seq = verify(session).head.seq
        with journaled() as uow:
            uow.get(Partner, shop.id).about = "Buka setiap hari"
        assert verify(session).head.seq == seq

    def test_a_row_that_goes_is_gone(self, session, journaled, maker):
        with journaled() as uow:
            row = uow.find(Locality, producer_id=maker.id)
            uow.session.delete(row)
        assert last_seals(session)["rows"]["localities"][str(row.id)][0] is None
        assert faults(session) == []

    def test_a_statement_is_seen_with_all_its_rows(self, session, journaled, maker):
        other = make_maker(session, local=False)
        with journaled() as uow:
            moved = update(Locality).where(Locality.producer_id == maker.id)
            uow.session.execute(moved.values(producer_id=other.id))
        [(now, before)] = last_seals(session)["rows"]["localities"].values()
        assert now and before and now != before
        with journaled() as uow:
            uow.session.execute(delete(Locality).where(Locality.basis == LocalityBasis.CITY_LIST))
        [(now, before)] = last_seals(session)["rows"]["localities"].values()
        assert (now, bool(before)) == (None, True)

    def test_rows_inserted_with_their_keys_are_seen(self, session, journaled, sealed):
        circular = make_circular(session, state="draft")
        with journaled() as uow:
            uow.session.execute(insert(Band), [{"circular_id": circular.id, "from_score": 5, "name": "Baik"}])
        assert last_seals(session)["rows"]["bands"].keys() == {f"{circular.id}/5"}

    def test_rows_inserted_without_their_keys_are_refused(self, session, journaled, sealed):
        with pytest.raises(LookupError, match="localities are added to the session"), journaled() as uow:
            uow.session.execute(insert(Locality), [{"producer_id": 1, "from_on": None, "basis": "city_list"}])

    def test_a_write_past_the_session_is_refused(self, session, journaled, sealed):
        with pytest.raises(LookupError, match="partners is written by the session"), journaled() as uow:
            run(uow.session, update(Partner).values(staff_count=1))

    def test_what_is_rolled_back_leaves_nothing(self, session, journaled, shop):
        with pytest.raises(ZeroDivisionError), journaled() as uow:
            uow.get(Partner, shop.id).staff_count = 7
            uow.session.flush()
            raise ZeroDivisionError
        with journaled() as uow:
            uow.emit(OutletClosed(outlet_id=1, partner_id=shop.id, until_on=date(2026, 8, 1)))
        assert last_seals(session) is None
        assert faults(session) == []

    def test_the_digests_stand_in_the_last_entry_and_hold_with_it(self, session, journaled, shop):
        event = OutletClosed(outlet_id=1, partner_id=shop.id, until_on=date(2026, 8, 1))
        with journaled() as uow:
            uow.emit(event)
            uow.emit(event)
            uow.get(Partner, shop.id).staff_count = 7
        *_, one, two = session.scalars(select(JournalEntry.stored).order_by(JournalEntry.seq))
        assert ("seals" in one, "seals" in two) == (False, True)
        assert verify(session).whole

    def test_what_the_session_holds_is_not_read_again(self, session, journaled, statements):
        partner = make_partner(session)

        def buy():
            with journaled() as uow:
                record_purchase(uow, new_purchase(partner))

        said = statements(buy)
        [written] = [at for at, one in enumerate(said) if one.startswith("INSERT INTO purchase_lines")]
        assert [
            one for one in said[written:] if "FROM purchases" in one or "FROM purchase_lines" in one
        ] == []
        assert last_seals(session)["lists"].keys() == {"purchases", "purchase_lines"}


class TestRowsOfBefore:
    def test_they_are_told_until_they_are_sealed(self, session, journaled):
        shop = make_partner(session)
        make_purchase(session, shop, None, 5, 6)
        not_yet = f"partners {shop.id}: no entry of the journal has it, or it is not sealed yet: run flask journal seal"
        assert not_yet in faults(session)
        with journaled() as uow:
            assert seal_unsealed(uow) is None
        assert faults(session) == []
        assert sealed_tables(session) == SEALED.keys()

    def test_they_are_sealed_in_slices(self, session, journaled):
        for _ in range(3):
            make_purchase(session, make_partner(session), None, 5, 6)
        place, slices = None, 0
        while True:
            with journaled() as uow:
                place = seal_unsealed(uow, place, size=2)
            slices += 1
            if place is None:
                break
        assert slices > 5
        assert faults(session) == []
        assert verify(session).whole

    def test_once_sealed_nothing_is_sealed_again(self, session, journaled, sealed):
        """Or a row put in by hand would be believed."""
        shop = make_partner(session)
        seq = verify(session).head.seq
        with journaled() as uow:
            assert seal_unsealed(uow) is None
        assert verify(session).head.seq == seq
        assert f"partners {shop.id}: no entry of the journal has it" in faults(session)

    def test_a_row_that_changes_meanwhile_has_its_last_state(self, session, journaled):
        shop = make_partner(session)
        with journaled() as uow:
            place = seal_unsealed(uow, size=1)
        with journaled() as uow:
            uow.get(Partner, shop.id).staff_count = 7
        while place is not None:
            with journaled() as uow:
                place = seal_unsealed(uow, place)
        assert faults(session) == []


def test_the_office_that_a_migration_made_is_a_row_of_before(session):
    office = session.scalar(select(Organisation.id))
    unsealed = f"organisations {office}: no entry of the journal has it"
    assert any(fault.startswith(unsealed) for fault in faults(session))


def test_a_name_and_its_confirmation_are_sealed(session, journaled, shop):
    with journaled() as uow:
        name = make_name(uow.session, shop, "Bu Tini")
    with journaled() as uow:
        uow.get(RememberedName, name.id).confirmed_at = uow.now
    assert faults(session) == []
    session.execute(text("UPDATE remembered_names SET confirmed_at = NULL"))
    session.commit()
    assert faults(session)[0].startswith(f"remembered_names {name.id}: is not what entry")


def test_answers_in_bulk_are_sealed(session, journaled, shop, maker):
    with journaled() as uow:
        first = make_purchase(uow.session, shop, maker, answer=Answer.CONFIRMED)
    assert last_seals(session)["lists"]["purchase_answers"]["keys"] == str(first.id)
    assert session.get(Purchase, first.id) is not None


def test_a_row_that_came_and_went_in_one_transaction_leaves_nothing(session, journaled, sealed):
    maker = make_maker(session, local=False)
    seq = verify(session).head.seq
    with journaled() as uow:
        row = uow.add(
            Locality(producer_id=maker.id, from_on=None, basis=LocalityBasis.SITE_VISIT, verified_by=None)
        )
        uow.session.delete(row)
    assert verify(session).head.seq == seq


@pytest.mark.parametrize("server", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_of_two_who_change_a_row_that_neither_locked_both_stand_in_the_digest(
    engine, session, journaled, queue
):
    """Each knows the row as it was before the other; what is sealed is what the database has in the end."""
    with journaled() as uow:
        seal_unsealed(uow)
    with journaled() as uow:
        outlet = make_outlet(uow.session, make_partner(uow.session)).id
    with Session(engine) as other, journaled() as late:
        row = late.get(Outlet, outlet)
        assert row.floor_area is None
        with UnitOfWork(other, actor=SYSTEM, now=NOW, bus=Bus(REACTIONS), queue=queue) as early:
            early.get(Outlet, outlet).floor_area = 40
        row.name = "Gerai Baru"
    session.expire_all()
    changed = session.get(Outlet, outlet)
    assert (changed.name, changed.floor_area) == ("Gerai Baru", 40)
    assert faults(session) == []
