"""Whoever sits in a business is told: a row of their inbox, and a letter where they have an address and want one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, update

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import Seat, User
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.events import Event, TransactionEvents
from marketplace.kernel.ids import OrganisationId, UserId, new_public_ids
from marketplace.kernel.letters import Letter
from marketplace.kernel.roles import OWNER, Role
from marketplace.notices.devices import devices_of
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, kind_of
from marketplace.notices.models import MailWay, Notice, NoticePreference, PushDevice

USEFUL = timedelta(days=14)  # how long somebody is still sent word of what has no deadline
AT_ONCE = MailWay.SENT, MailWay.PUSH
QUIET_FROM, QUIET_UNTIL = time(21), time(5)  # WIB

READERS: AnySelect = (
    select(
        Seat.organisation_id,
        User.id,
        User.email.is_not(None).label("has_mail"),
        devices_of(User.id).correlate(User).exists().label("has_device"),
        NoticePreference.digest,
        NoticePreference.quiet,
        NoticePreference.muted,
    )
    .join(User, User.id == Seat.user_id)
    .outerjoin(NoticePreference, NoticePreference.user_id == User.id)
    .where(Seat.organisation_id.in_(bindparam("of", expanding=True)), Seat.role == bindparam("role"))
    .where(Seat.until_at.is_(None), User.disabled_at.is_(None))
    .order_by(Seat.id)
)


Subject = tuple[str, int]  # the kind and id of what something is about


class Told(NamedTuple):
    """One person, as what is told reaches them; `waits` until their quiet hours are over."""

    organisation_id: OrganisationId
    reader_id: UserId
    has_device: bool
    way: MailWay
    waits: bool


def tell(
    uow: UnitOfWork,
    letter: Letter,
    figures: Mapping[OrganisationId, Mapping[str, Any]],
    about: Event | Subject | None = None,
    *,
    role: Role = OWNER,
    reader: UserId | None = None,
) -> None:
    """Tell the people with this seat in each business, or the one of them who is named, with its figures.

    It is about what the event is about, else about the business itself. `link` and `deadline` of the figures lead the
    inbox too, where the letter does not say them. Browsers that they switched on are told when the letter goes.
    """
    name, kind = kind_of(letter.name)
    found = run(uow.session, READERS, {"of": [*figures], "role": role}).all()
    told = [
        Told(
            one.organisation_id,
            one.id,
            one.has_device,
            *_way(kind, name, one.has_mail, one.has_device, one.digest, one.quiet, one.muted, uow.now),
        )
        for one in found
        if reader in (None, one.id)
    ]
    if not told:
        return
    public_ids = _keep(uow, letter, figures, about, told)
    for waits in (False, True):
        now = [
            (one, public_id) for one, public_id in zip(told, public_ids, strict=True) if one.waits is waits
        ]
        mailed = [one for one, _ in now if one.way is MailWay.SENT]
        letters = [letter.to(one.reader_id, **figures[one.organisation_id]) for one in mailed]
        pushed = [{"notices": [public_id]} for one, public_id in now if one.has_device and one.way in AT_ONCE]
        after = quiet_end(uow.now) if waits else None
        uow.later_each("send_mail", letters, not_before=after)
        uow.later_each("send_push", pushed, not_before=after)


def _way(
    kind: NoticeKind,
    name: str,
    has_mail: bool,
    has_device: bool,
    digest: bool | None,
    quiet: bool | None,
    muted: Sequence[str] | None,
    now: datetime,
) -> tuple[MailWay, bool]:
    """How it goes, and whether it waits for the morning. What must be known now obeys no preference."""
    if not kind.must and name in (muted or ()):
        return MailWay.MUTED, False
    if not kind.mail or not (has_mail or has_device):
        return MailWay.NONE, False
    if not kind.must and digest:
        return MailWay.DIGEST, False
    return MailWay.SENT if has_mail else MailWay.PUSH, bool(not kind.must and quiet and is_quiet(now))


def is_quiet(now: datetime) -> bool:
    """Between 21.00 and 05.00 WIB."""
    hour = now.astimezone(WIB).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def quiet_end(now: datetime) -> datetime:
    """The next 05.00 WIB."""
    there = now.astimezone(WIB)
    morning = datetime.combine(there.date(), QUIET_UNTIL, tzinfo=WIB)
    return morning if there < morning else morning + timedelta(days=1)


def _keep(
    uow: UnitOfWork,
    letter: Letter,
    figures: Mapping[OrganisationId, Mapping[str, Any]],
    about: Event | Subject | None,
    told: Sequence[Told],
) -> Sequence[str]:
    """A row of each inbox; their public ids, in the order of whom is told."""
    rows, public_ids = [], new_public_ids(len(told))
    for one, public_id in zip(told, public_ids, strict=True):
        said = figures[one.organisation_id]
        subject = about.subject if isinstance(about, Event) else about
        subject = subject or ("organisation", one.organisation_id)
        due_at = datetime.fromisoformat(said["deadline"]) if said.get("deadline") else None
        rows.append(
            {
                "public_id": public_id,
                "reader_id": one.reader_id,
                "organisation_id": one.organisation_id,
                "letter": letter.name,
                "figures": letter.to(one.reader_id, **said)["figures"],
                "subject_kind": subject[0],
                "subject_id": subject[1],
                "link": said.get("link", ""),
                "due_at": due_at,
                "useful_until": due_at or uow.now + USEFUL,
                "made_at": uow.now,
                "mail": one.way,
            }
        )
    run(uow.session, INSERT, rows)
    return public_ids


INSERT = Notice.__table__.insert()  # type: ignore[attr-defined]
DONE = (
    update(Notice)
    .where(Notice.subject_kind == bindparam("kind"), Notice.subject_id.in_(bindparam("ids", expanding=True)))
    .where(Notice.letter.in_(bindparam("letters", expanding=True)), Notice.done_at.is_(None))
    .values(done_at=bindparam("now"))
)


def settle(uow: UnitOfWork, events: TransactionEvents) -> None:
    """What asked for an act that has now been done is done: nobody is reminded of it any more."""
    found: dict[tuple[str, type[Event]], set[int]] = {}
    for fact in events.facts:
        if type(fact) in _ending():
            kind, subject_id = fact.subject
            found.setdefault((kind, type(fact)), set()).add(subject_id)
    for (kind, event), ids in found.items():
        values = {"kind": kind, "ids": sorted(ids), "letters": _ending()[event], "now": uow.now}
        uow.session.connection().execute(DONE, values)


def _ending() -> Mapping[type[Event], Sequence[str]]:
    """By event: the letters whose matter it ends."""
    if not ENDING:
        for kind in NOTICE_KINDS.values():
            for event in kind.until:
                ENDING.setdefault(event, []).extend(letter.name for letter in kind.letters)
    return ENDING


ENDING: dict[type[Event], list[str]] = {}


def forget(uow: UnitOfWork, event: PersonErased) -> None:
    """Whoever erases their account takes their inbox and their wishes along."""
    for model, whose in (
        (Notice, Notice.reader_id),
        (NoticePreference, NoticePreference.user_id),
        (PushDevice, PushDevice.user_id),
    ):
        uow.session.execute(delete(model).where(whose == event.user_id))
