from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts import hashing
from marketplace.accounts.services.attempts import TooMany
from marketplace.accounts.tokens import hashed
from marketplace.kernel.actor import NOBODY, Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import HandoverPass
from marketplace.ordering.services.passing import (
    GUESSES,
    PINS_A_DAY,
    agree_by_pass,
    contest_by_pass,
    handover_of_pass,
    matched_pin,
    needs_pin,
    note_guess,
    open_pass,
)
from marketplace.ordering.services.receiving import Difference, agree_handover
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    AgreedHow,
    HandoverKind,
    HandoverState,
    RejectReason,
    TakeBackReason,
)
from marketplace.partners.models import Outlet
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner

SOON, LATE = NOW + timedelta(minutes=14, seconds=59), NOW + timedelta(minutes=15)


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def with_pin(session, handover):
    outlet = session.get(Outlet, handover.outlet_id)
    outlet.pin_hash = hashing.passwords.hash("274913")
    session.commit()


@pytest.fixture
def shown(work, handover):
    """The secret in the QR on the maker's screen."""
    with work(STAFF, at=handover.producer_id) as uow:
        return open_pass(uow, handover.id)


@pytest.fixture
def stranger(work):
    """A unit of work of a phone that nobody is signed in on."""

    def open_as(now=NOW, actor=NOBODY):
        uow = work(now=now)
        uow.actor = actor
        return uow

    return open_as


def one_sided(session):
    return session.scalars(select(Purchase.one_sided)).one()


class TestOpenPass:
    def test_only_its_hash_is_kept_for_a_quarter_of_an_hour(self, session, shown, handover):
        row = session.scalars(select(HandoverPass)).one()
        assert (row.token_hash, row.handover_id) == (hashed(shown), handover.id)
        assert row.expires_at - row.made_at == timedelta(minutes=15)

    def test_a_new_one_ends_the_one_before(self, work, stranger, shown, handover):
        with work(STAFF, at=handover.producer_id, now=SOON) as uow:
            newer = open_pass(uow, handover.id)

        assert handover_of_pass(stranger(SOON), newer).id == handover.id
        with pytest.raises(NotFound):
            handover_of_pass(stranger(SOON), shown)

    @pytest.mark.parametrize("state", sorted(set(HandoverState) - {SENT}))
    def test_only_for_what_waits_for_an_answer(self, session, work, state):
        handover = make_handover(session, state=state)

        with (
            pytest.raises(Refused, match="menunggu jawaban toko"),
            work(OWNER, at=handover.producer_id) as uow,
        ):
            open_pass(uow, handover.id)

    def test_only_by_the_maker_who_wrote_it(self, session, work, handover):
        for role, at in ((OWNER, handover.partner_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                open_pass(uow, handover.id)
        goods, shop = make_goods(session), make_outlet(session, make_partner(session))
        back = make_alone(
            session, goods, shop, brought=0, kind=HandoverKind.RETURN, issuer_id=shop.partner_id,
            line={"taken_back": 1, "take_back_reason": TakeBackReason.DAMAGED},
        )  # fmt: skip
        with pytest.raises(Refused), work(OWNER, at=shop.partner_id) as uow:
            open_pass(uow, back.id)


class TestHandoverOfPass:
    def test_it_is_seen_until_the_pass_is_over(self, stranger, shown, handover):
        assert handover_of_pass(stranger(SOON), shown).id == handover.id
        for now, token in ((LATE, shown), (NOW, "guessed")):
            with pytest.raises(NotFound):
                handover_of_pass(stranger(now), token)

    def test_not_after_it_was_answered_otherwise(self, work, stranger, shown, handover):
        with work(OWNER, at=handover.partner_id) as uow:
            agree_handover(uow, handover.id)

        with pytest.raises(NotFound):
            handover_of_pass(stranger(), shown)
        with pytest.raises(NotFound), stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari")


class TestAgreeByPass:
    def test_without_a_pin_it_is_one_sided(self, session, stranger, shown, handover):
        assert not needs_pin(stranger(), handover)

        with stranger() as uow:
            agree_by_pass(uow, shown, receiver=" Sari ", note="terima kasih")

        assert (handover.state, handover.agreed_how, handover.agreed_by) == (AGREED, AgreedHow.SCAN, None)
        assert (handover.receiver, handover.note) == ("Sari", "terima kasih")
        assert one_sided(session)

    def test_the_pin_of_the_outlet_is_as_good_as_an_account(
        self, session, with_pin, stranger, shown, handover
    ):
        assert needs_pin(stranger(), handover)
        with stranger() as uow:
            note_guess(uow, shown)
        matched = matched_pin(stranger(), shown, "274913")
        with stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari", pin=matched)

        assert handover.agreed_how is AgreedHow.CODE
        assert not one_sided(session)

    def test_a_maker_who_scans_the_own_screen_proves_nothing(
        self, session, with_pin, stranger, shown, handover
    ):
        me = Actor(
            user_id=None, at=handover.producer_id, seats=frozenset({ActorSeat(STAFF, handover.producer_id)})
        )
        with stranger() as uow:
            note_guess(uow, shown)
        matched = matched_pin(stranger(), shown, "274913")
        with stranger(actor=me) as uow:
            agree_by_pass(uow, shown, receiver="Sari", pin=matched)

        assert one_sided(session)

    def test_who_scans_signed_in_with_the_shop_agrees_from_the_account(
        self, session, with_pin, stranger, shown, handover
    ):
        me = Actor(
            user_id=None, at=handover.partner_id, seats=frozenset({ActorSeat(STAFF, handover.partner_id)})
        )
        with stranger(actor=me) as uow:
            agree_by_pass(uow, shown, receiver="Sari")

        assert (handover.agreed_how, one_sided(session)) == (AgreedHow.ACCOUNT, False)

    def test_a_wrong_pin_says_how_many_guesses_are_left_and_five_are_all(
        self, session, with_pin, stranger, shown, handover
    ):
        for left in range(GUESSES - 1, -1, -1):
            with stranger() as uow:
                note_guess(uow, shown)
            matched = matched_pin(stranger(), shown, "111111")
            with pytest.raises(Refused, match=f"sisa {left} kali") as no, stranger() as uow:
                agree_by_pass(uow, shown, receiver="Sari", pin=matched)
            assert no.value.field == "pin"

        with pytest.raises(TooMany, match="QR ini tidak berlaku lagi"), stranger() as uow:
            note_guess(uow, shown)
        session.refresh(handover)
        assert handover.state is SENT

    def test_a_guess_that_was_not_noted_is_not_judged(self, with_pin, stranger, shown):
        matched = matched_pin(stranger(), shown, "274913")
        with pytest.raises(LookupError), stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari", pin=matched)

    def test_a_pin_that_was_replaced_meanwhile_is_wrong(self, session, with_pin, stranger, shown, handover):
        with stranger() as uow:
            note_guess(uow, shown)
        matched = matched_pin(stranger(), shown, "274913")
        session.get(Outlet, handover.outlet_id).pin_hash = "another"
        session.commit()

        with pytest.raises(Refused, match="sisa 4 kali"), stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari", pin=matched)

    def test_a_new_pass_has_guesses_of_its_own(self, work, with_pin, stranger, shown, handover):
        for _ in range(GUESSES):
            with stranger() as uow:
                note_guess(uow, shown)
        with work(STAFF, at=handover.producer_id) as uow:
            newer = open_pass(uow, handover.id)
        with stranger() as uow:
            note_guess(uow, newer)
        matched = matched_pin(stranger(), newer, "274913")
        with stranger() as uow:
            agree_by_pass(uow, newer, receiver="Sari", pin=matched)

        assert handover.state is AGREED

    def test_new_passes_do_not_let_a_maker_try_every_pin(self, work, with_pin, stranger, handover):
        for _ in range(PINS_A_DAY.per_pair // GUESSES):
            with work(STAFF, at=handover.producer_id) as uow:
                newer = open_pass(uow, handover.id)
            for _ in range(GUESSES):
                with stranger() as uow:
                    note_guess(uow, newer)
        with work(STAFF, at=handover.producer_id) as uow:
            newer = open_pass(uow, handover.id)

        with pytest.raises(TooMany, match="dari akunnya"), stranger() as uow:
            note_guess(uow, newer)
        with stranger(now=NOW + timedelta(days=1)) as uow, pytest.raises(NotFound):
            note_guess(uow, newer)  # tomorrow it is over, and another one has guesses again

    def test_a_pass_is_used_once_and_with_a_name(self, stranger, shown):
        with pytest.raises(Refused) as no, stranger() as uow:
            agree_by_pass(uow, shown, receiver=" ")
        assert no.value.field == "receiver"
        with stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari")
        with pytest.raises(NotFound), stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari")

    def test_with_differences(self, stranger, shown, handover):
        less = Difference(line_id=handover.lines[0].id, accepted=8, reason=RejectReason.DAMAGED)
        with stranger() as uow:
            agree_by_pass(uow, shown, receiver="Sari", differences=[less])

        assert (handover.lines[0].accepted, handover.lines[0].rejected) == (8, 2)

    def test_not_when_its_time_is_over(self, stranger, shown):
        with pytest.raises(NotFound), stranger(LATE) as uow:
            agree_by_pass(uow, shown, receiver="Sari")


def test_whoever_receives_may_contest_too(stranger, shown, handover):
    with stranger() as uow:
        contest_by_pass(uow, shown, receiver="Sari", reason="kardus basah")

    assert (handover.state, handover.contested_because) == (CONTESTED, "kardus basah")
    assert handover.receiver == "Sari"
    with pytest.raises(NotFound), stranger() as uow:
        contest_by_pass(uow, shown, receiver="Sari", reason="kardus basah")
