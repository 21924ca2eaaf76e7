"""Numbers of a person are kept sealed; showing one in full is an act of its own, and is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.policy import Policy
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.ports.sealing import Sealer
from marketplace.producers import policies
from marketplace.producers.accounts import SHOWN, newest_account
from marketplace.producers.events import AccountWritten, PersonalNumberRevealed, ProfileEdited
from marketplace.producers.models import Producer, ProducerAccount
from marketplace.producers.numbers import ACCOUNT, NIK, NPWP, READ, PersonalNumber, masked


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Where money for the maker goes, as typed; a blank `account` leaves the one that is kept."""

    bank_name: str
    bank_holder: str
    account: str = ""
    qris_id: AttachmentId | None = None  # None leaves the one that is kept


def write_owner(uow: UnitOfWork, producer_id: ProducerId, *, nik: str, npwp: str, sealer: Sealer) -> Producer:
    """Keep the owner's NIK and the tax number; a blank one stays as it was.

    Once officials have the profile, only they change a number that they have seen. Raises Refused at the field.
    """
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.EDIT, producer)
    numbers = {kind: READ[kind](typed) for kind, typed in ((NIK, nik), (NPWP, npwp)) if typed.strip()}
    changed = [kind for kind, number in numbers.items() if sealer.mark(number) != _mark(producer, kind)]
    seen = [kind for kind in changed if _mark(producer, kind)]
    if seen and producer.state in (SUBMITTED, APPROVED) and not uow.allows(policies.officer, producer):
        raise Refused(_l("Data ini sudah di tangan petugas; minta Dinas mengubahnya."), field=seen[0].value)
    for kind in changed:
        _seal(producer, kind, numbers[kind], sealer)
    _emit_edited(uow, producer, *changed)
    return producer


def write_payment(uow: UnitOfWork, producer_id: ProducerId, payment: Payment, *, sealer: Sealer) -> Producer:
    """Where money goes from now on, as a new row; nothing is written where nothing changes.

    Only the owner says so, and nobody on their behalf; the page asks their password. Raises Refused at the field.
    """
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.BANK, producer)
    before = newest_account(uow.session, producer_id)
    account = _next_account(uow, producer, before, payment, sealer)
    if not (account.account_mark or account.qris_id) or (before and _place(before) == _place(account)):
        return producer
    uow.add(account)
    producer.account_mark, producer.qris_id = account.account_mark, account.qris_id
    uow.session.flush()
    uow.emit(
        AccountWritten(
            producer_id=producer_id,
            account_id=account.id,
            before_id=before.id if before else None,
            before=_whole_mark(before, sealer) if before else None,
            after=_whole_mark(account, sealer),
        )
    )
    return producer


def _next_account(
    uow: UnitOfWork, producer: Producer, before: ProducerAccount | None, payment: Payment, sealer: Sealer
) -> ProducerAccount:
    """As typed; a blank number and no picture leave what is kept."""
    number = READ[ACCOUNT](payment.account) if payment.account.strip() else None
    name, holder = payment.bank_name.strip(), payment.bank_holder.strip()
    if (number or producer.account_mark) and not (name and holder):
        field = "bank_holder" if name else "bank_name"
        raise Refused(_l("Rekening memerlukan nama bank dan nama pemiliknya."), field=field)
    return ProducerAccount(
        producer_id=producer.id,
        bank_name=name,
        bank_holder=holder,
        account_sealed=sealer.seal(number) if number else before.account_sealed if before else None,
        account_mark=sealer.mark(number) if number else producer.account_mark,
        ending=number[-SHOWN:] if number else before.ending if before else "",
        qris_id=payment.qris_id or producer.qris_id,
        written_by=uow.actor.user_id,
        written_at=uow.now,
    )


def _place(account: ProducerAccount) -> tuple[str, str, str | None, AttachmentId | None]:
    return account.bank_name, account.bank_holder, account.account_mark, account.qris_id


def _whole_mark(account: ProducerAccount, sealer: Sealer) -> str:
    """Of all that says where money goes, so that the journal tells one from another and never an equal number."""
    number = sealer.open(account.account_sealed) if account.account_sealed else ""
    return sealer.mark(f"pay to {account.bank_name}/{account.bank_holder}/{number}/{account.qris_id or ''}")


def masked_numbers(uow: UnitOfWork, producer_id: ProducerId, sealer: Sealer) -> Mapping[PersonalNumber, str]:
    """What is kept, masked, for whoever may see the profile; what is not kept is left out."""
    producer = uow.get(Producer, producer_id)
    uow.demand(policies.SEE, producer)
    kept = {kind: _sealed(uow, producer, kind) for kind in PersonalNumber}
    return {kind: masked(kind, sealer.open(sealed)) for kind, sealed in kept.items() if sealed}


def reveal_number(
    uow: UnitOfWork, producer_id: ProducerId, kind: PersonalNumber, *, sealer: Sealer, reason: str = ""
) -> str:
    """The number in full. Officials say why; the journal keeps who read which, never the number.

    An account is read by its owner and the auditor alone: officers have nothing to pay.
    """
    producer = uow.get(Producer, producer_id)
    uow.demand(reveals(kind), producer)
    if uow.actor.has(OFFICER, AUDITOR) and not reason.strip():
        raise Refused(
            _l("Tulis mengapa Anda perlu melihat nomor ini; pemiliknya dapat membacanya."), field="reason"
        )
    sealed = _sealed(uow, producer, kind)
    if not sealed:
        raise NotFound(f"producer {producer_id} has no {kind.value}")
    uow.emit(PersonalNumberRevealed(producer_id=producer_id, field=kind.value, reason=reason.strip()))
    return sealer.open(sealed)


def reveals(kind: PersonalNumber) -> Policy:
    """Who may read it in full."""
    return policies.REVEAL_ACCOUNT if kind is ACCOUNT else policies.REVEAL


def _sealed(uow: UnitOfWork, producer: Producer, kind: PersonalNumber) -> str | None:
    if kind is ACCOUNT:
        account = newest_account(uow.session, producer.id) if producer.account_mark else None
        return account.account_sealed if account else None
    return producer.nik_sealed if kind is NIK else producer.npwp_sealed


def _mark(producer: Producer, kind: PersonalNumber) -> str | None:
    found: str | None = getattr(producer, f"{kind.value}_mark")
    return found


def _seal(producer: Producer, kind: PersonalNumber, number: str, sealer: Sealer) -> None:
    setattr(producer, f"{kind.value}_sealed", sealer.seal(number))
    setattr(producer, f"{kind.value}_mark", sealer.mark(number))


def _emit_edited(uow: UnitOfWork, producer: Producer, *changed: str) -> None:
    if changed:
        uow.session.flush()
        uow.emit(ProfileEdited(producer_id=producer.id, changed=tuple(str(field) for field in changed)))
