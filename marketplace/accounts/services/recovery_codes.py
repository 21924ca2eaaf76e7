"""Ten codes on paper that stand in for a lost telephone, each of them once."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from marketplace.accounts.events import RecoveryCodesMade, RecoveryCodeUsed
from marketplace.accounts.letters import CODE_USED
from marketplace.accounts.models import RecoveryCode, User
from marketplace.accounts.tokens import new_code, plain_code, stored_form
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l

SO_MANY = 10


def make_recovery_codes(uow: UnitOfWork) -> list[str]:
    """Ten new codes for the actor, to be shown once; those from before stop working."""
    user = uow.get(User, uow.actor.user_id, lock=True)
    if not user.totp_confirmed:
        raise Refused(
            _l("Pasang kode masuk dari ponsel dahulu; kode cadangan menggantikannya bila ponsel hilang.")
        )
    codes = [new_code() for _ in range(SO_MANY)]
    forget_recovery_codes(uow, user.id)
    uow.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=_kept(code, user.id), created_at=uow.now) for code in codes
    )
    uow.session.flush()
    uow.emit(RecoveryCodesMade(user_id=user.id))
    return codes


def use_recovery_code(uow: UnitOfWork, user: User, typed: str) -> bool:
    """Whether it was one of the person's unused codes; then it is used up, and the person told by letter."""
    code = plain_code(typed)
    if code is None:
        return False
    same = {"user_id": user.id, "code_hash": _kept(code, user.id), "used_at": None}
    row = uow.session.scalars(select(RecoveryCode).filter_by(**same).with_for_update()).one_or_none()
    if row is None:
        return False
    row.used_at = uow.now
    uow.session.flush()
    unused = select(func.count()).select_from(RecoveryCode).filter_by(user_id=user.id, used_at=None)
    left = uow.session.scalar(unused) or 0
    uow.emit(RecoveryCodeUsed(user_id=user.id, left=left))
    if user.email:
        uow.later("send_mail", **CODE_USED.to(user.id, left=left))
    return True


def forget_recovery_codes(uow: UnitOfWork, user_id: UserId) -> None:
    """None of the person's codes works any more."""
    uow.session.execute(delete(RecoveryCode).filter_by(user_id=user_id))


def _kept(code: str, user_id: UserId) -> str:
    return stored_form(code, salt=f"recovery code of {user_id}")
