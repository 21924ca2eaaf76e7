"""Browsers that are told at once: a person switches each on and off; a service that knows one no longer ends it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, SQLColumnExpression, delete, exists, or_, select, update

from marketplace.accounts.models import SignIn
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import UserId
from marketplace.notices.models import MailWay, Notice, PushDevice
from marketplace.ports.push import PushAddress
from marketplace.ports.sealing import Sealer

MOST = 10  # of one person; the oldest makes room
NAME = 80  # characters of what a browser calls itself

SESSION_GOES_ON = or_(
    PushDevice.sign_in_id.is_(None),
    exists().where(SignIn.id == PushDevice.sign_in_id, SignIn.revoked_at.is_(None)),
)


class OwnDevice(NamedTuple):
    public_id: str
    name: str
    made_at: datetime


def devices_of(user_id: SQLColumnExpression[UserId] | UserId) -> Select[int]:
    """Those that are sent to."""
    return select(PushDevice.id).where(PushDevice.user_id == user_id, SESSION_GOES_ON)


def own_devices(uow: UnitOfWork) -> Sequence[OwnDevice]:
    query = select(PushDevice.public_id, PushDevice.name, PushDevice.made_at)
    mine = query.where(PushDevice.user_id == uow.actor.user_id, SESSION_GOES_ON)
    return [OwnDevice(*row) for row in uow.session.execute(mine.order_by(PushDevice.id.desc()))]


def switch_on(
    uow: UnitOfWork, address: PushAddress, *, name: str, sign_in_id: int | None, sealer: Sealer
) -> None:
    """From here on this browser is told. Another person's that was switched on in it before no longer is."""
    mark = sealer.mark(f"push {address.endpoint}")
    uow.session.execute(delete(PushDevice).where(PushDevice.mark == mark))
    mine = select(PushDevice.id).where(PushDevice.user_id == uow.actor.user_id).order_by(PushDevice.id.desc())
    old = uow.session.scalars(mine.offset(MOST - 1)).all()
    uow.session.execute(delete(PushDevice).where(PushDevice.id.in_(old)))
    assert uow.actor.user_id is not None  # the page is for people who are signed in
    sealed = sealer.seal(json.dumps(asdict(address)))
    uow.add(
        PushDevice(
            user_id=uow.actor.user_id,
            sign_in_id=sign_in_id,
            mark=mark,
            sealed=sealed,
            name=name[:NAME],
            made_at=uow.now,
        )
    )


def switch_off(uow: UnitOfWork, public_id: str) -> None:
    """Raises NotFound, for others' too."""
    mine = select(PushDevice.id).where(
        PushDevice.public_id == public_id, PushDevice.user_id == uow.actor.user_id
    )
    found = uow.session.scalar(mine)
    if found is None:
        raise NotFound(f"device {public_id}")
    end_devices(uow, [found])


def end_devices(uow: UnitOfWork, ids: Collection[int]) -> None:
    """Whoever has no other way to be told is on the list of those whom an officer sends word again."""
    owners = set(uow.session.scalars(select(PushDevice.user_id).where(PushDevice.id.in_(ids))))
    uow.session.execute(delete(PushDevice).where(PushDevice.id.in_(ids)))
    unread = update(Notice).where(Notice.reader_id.in_(owners), Notice.mail == MailWay.PUSH)
    none_left = ~devices_of(Notice.reader_id).correlate(Notice).exists()
    uow.session.execute(unread.where(Notice.read_at.is_(None), none_left).values(mail=MailWay.NONE))


def addresses_of(uow: UnitOfWork, user_id: UserId, sealer: Sealer) -> Sequence[tuple[int, PushAddress]]:
    """Each browser that is sent to, with the id of its row."""
    query = select(PushDevice.id, PushDevice.sealed).where(PushDevice.id.in_(devices_of(user_id)))
    found = uow.session.execute(query.order_by(PushDevice.id))
    return [(id, PushAddress(**json.loads(sealer.open(sealed)))) for id, sealed in found]
