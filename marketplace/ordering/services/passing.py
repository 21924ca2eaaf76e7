"""A one-time QR on the maker's screen: whoever receives scans it and answers without an account.

The outlet's PIN, where it has one, is what tells a receiver from a passer-by. A guess is noted in a transaction of
its own before it is judged, so that wrong ones count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select

from marketplace.accounts.models import Attempt
from marketplace.accounts.services.attempts import Limit, note_attempt
from marketplace.accounts.tokens import hashed, new_token
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, HandoverId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.events import HandoverPassOpened
from marketplace.ordering.models.handovers import Handover, HandoverPass
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.agreeing import conclude
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import contest, refuse_both_sides
from marketplace.ordering.services.sending import lock_pair
from marketplace.ordering.states import SENT, AgreedHow
from marketplace.partners.models import Outlet
from marketplace.partners.services.outlets import pin_matches

LASTS = timedelta(minutes=15)
GUESSES = 5  # per pass
PIN = Limit(
    "outlet-pin",
    per_pair=GUESSES,
    within=LASTS,
    sentence=_l(
        "PIN salah %(most)s kali; QR ini tidak berlaku lagi. Minta pembuat menampilkan yang baru.",
        most=GUESSES,
    ),
)
PINS_A_DAY = Limit(  # of one maker at one outlet: new passes do not make it a game of chance
    "outlet-pins",
    per_pair=15,
    within=timedelta(days=1),
    sentence=_l("Terlalu banyak PIN dicoba di gerai ini hari ini. Minta toko menjawab dari akunnya."),
)


def open_pass(uow: UnitOfWork, handover_id: HandoverId) -> str:
    """The secret for the QR; it holds for a quarter of an hour, or until it was used or another is shown.

    Only for what the maker wrote and the shop has still to answer.
    """
    handover = uow.get(Handover, handover_id, lock=True)
    uow.demand(policies.SEND, handover)
    if handover.state is not SENT or handover.issuer_id != handover.producer_id:
        raise Refused(_l("QR hanya untuk kiriman atau kunjungan yang menunggu jawaban toko."))
    for old in uow.session.scalars(_open(uow).filter_by(handover_id=handover.id)):
        old.expires_at = max(uow.now, old.made_at + timedelta(microseconds=1))
    token = new_token()
    uow.add(
        HandoverPass(
            handover_id=handover.id,
            token_hash=hashed(token),
            made_by=uow.actor.user_id,
            made_at=uow.now,
            expires_at=uow.now + LASTS,
        )
    )
    uow.emit(HandoverPassOpened(handover_id=handover.id))
    return token


def handover_of_pass(uow: UnitOfWork, token: str) -> Handover:
    """Raises NotFound for one that is over, was used, or whose handover was answered otherwise."""
    handover = uow.get(Handover, _pass(uow, token).handover_id)
    if handover.state is not SENT:
        raise NotFound("the handover of this pass was answered")
    return handover


def needs_pin(uow: UnitOfWork, handover: Handover) -> bool:
    return uow.get(Outlet, handover.outlet_id).pin_hash is not None


def note_guess(uow: UnitOfWork, token: str) -> None:
    """Call it in a transaction of its own before answering with a PIN. Raises TooMany after so many guesses: of this
    pass, and of its maker at its outlet within a day.
    """
    used = _pass(uow, token)
    handover = uow.get(Handover, used.handover_id)
    pair = f"{handover.producer_id} at {handover.outlet_id}"
    note_attempt(uow, PINS_A_DAY, account=pair, address="")
    note_attempt(uow, PIN, account=str(used.id), address="")


def matched_pin(uow: UnitOfWork, token: str, pin: str) -> str | None:
    """The hash of the outlet's PIN where this is it, else None. Only reads; raises NotFound like `handover_of_pass`.

    Call it after `note_guess` and before the transaction that answers.
    """
    outlet = uow.get(Outlet, handover_of_pass(uow, token).outlet_id)
    return outlet.pin_hash if pin_matches(outlet, pin) else None


def agree_by_pass(
    uow: UnitOfWork,
    token: str,
    *,
    receiver: str,
    pin: str | None = None,
    differences: Sequence[LineDifference] = (),
    note: str = "",
) -> Handover:
    """Whoever holds the pass agrees, by name: with the outlet's PIN as good as from an account, one-sided without.

    `pin` is what `matched_pin` said of the one that was typed. Refused for a wrong one, saying how many guesses are
    left.
    """
    handover, order, how = _answered(uow, token, receiver, pin)
    state = states.AGREE(handover.state)
    conclude(uow, handover, order, state, differences=differences, how=how, note=note, receiver=receiver)
    return handover


def contest_by_pass(
    uow: UnitOfWork,
    token: str,
    *,
    receiver: str,
    pin: str | None = None,
    reason: str,
    photo_id: AttachmentId | None = None,
) -> Handover:
    handover, _, _ = _answered(uow, token, receiver, pin)
    handover.receiver = receiver.strip()
    contest(uow, handover, reason=reason, photo_id=photo_id)
    return handover


def _answered(
    uow: UnitOfWork, token: str, receiver: str, pin: str | None
) -> tuple[Handover, Order | None, AgreedHow]:
    """Uses the pass up, and says how much the answer is worth."""
    handover, order = lock_pair(uow, _pass(uow, token).handover_id)
    used = _pass(uow, token, lock=True)
    if handover.state is not SENT:
        raise NotFound("the handover of this pass was answered")
    refuse_both_sides(uow, handover)
    how = _worth(uow, handover, used, pin)
    if not receiver.strip():
        raise Refused(_l("Tulis nama penerima barang."), field="receiver")
    used.used_at = uow.now
    return handover, order, how


def _worth(uow: UnitOfWork, handover: Handover, used: HandoverPass, pin: str | None) -> AgreedHow:
    if uow.allows(policies.RECEIVE, handover):
        return AgreedHow.ACCOUNT  # whoever scans is signed in and of the shop
    outlet = uow.get(Outlet, handover.outlet_id)
    if outlet.pin_hash is None:
        return AgreedHow.SCAN
    left = GUESSES - _guesses(uow, used)
    if left == GUESSES or left < 0:
        raise LookupError("a guess is noted before it is judged")
    if pin != outlet.pin_hash:
        raise Refused(_l("PIN gerai salah; sisa %(left)s kali mencoba.", left=left), field="pin")
    return AgreedHow.CODE


def _guesses(uow: UnitOfWork, used: HandoverPass) -> int:
    key, _ = next(PIN.keys(str(used.id), ""))
    made = select(func.count()).where(Attempt.what == PIN.what, Attempt.key == key)
    return uow.session.scalar(made) or 0


def _pass(uow: UnitOfWork, token: str, *, lock: bool = False) -> HandoverPass:
    query = _open(uow).filter_by(token_hash=hashed(token))
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = uow.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("no such pass, or it is over")
    return found


def _open(uow: UnitOfWork) -> Select[HandoverPass]:
    return select(HandoverPass).where(HandoverPass.used_at.is_(None), HandoverPass.expires_at > uow.now)
