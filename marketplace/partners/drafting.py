"""What every draft of a memorandum has in common: its number, its text filled in, and its days in order."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.db.numbering import document_number
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.partners.events import MouDrafted
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import SIGNED
from marketplace.partners.wording import MouTemplate, filled


def write_draft(
    uow: UnitOfWork,
    partner: Partner,
    *,
    text: str,
    starts_on: date,
    ends_on: date,
    replaces_id: int | None = None,
    amends_id: int | None = None,
) -> Mou:
    check(text, starts_on, ends_on)
    office = uow.session.scalars(select(Organisation.id).filter_by(kind=roles.OFFICE)).first()
    series = "MOU" if amends_id is None else "ADD"
    mou = uow.add(
        Mou(
            number=document_number(uow, issuer_id=office or 0, kind=series),
            partner_id=partner.id,
            text=text.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            replaces_id=replaces_id,
            amends_id=amends_id,
            drafted_by=uow.actor.user_id,
            created_at=uow.now,
        )
    )
    uow.emit(
        MouDrafted(
            mou_id=mou.id,
            partner_id=partner.id,
            number=mou.number,
            replaces=replaces_id,
            amends=amends_id,
        )
    )
    return mou


def filled_for(
    uow: UnitOfWork,
    partner: Partner,
    template: MouTemplate,
    starts_on: date,
    ends_on: date,
    *,
    number: str = "",
) -> str:
    name = uow.get(Organisation, partner.id).name
    return filled(
        template, partner=name, kind=partner.kind, starts_on=starts_on, ends_on=ends_on, number=number
    )


def check(text: str, starts_on: date, ends_on: date) -> None:
    if not text.strip():
        raise Refused(_l("Naskah MoU masih kosong."), field="text")
    if ends_on <= starts_on:
        raise Refused(_l("MoU harus berakhir sesudah mulai berlaku."), field="ends_on")


def check_within(amended: Mou, starts_on: date, ends_on: date, today: date) -> None:
    """An addendum begins and ends while what it amends holds."""
    last_day = amended.ended_on or amended.ends_on
    if amended.state is not SIGNED or amended.amends_id is not None or last_day < today:
        raise Refused(_l("Adendum hanya untuk MoU yang sudah ditandatangani dan belum berakhir."))
    if starts_on < amended.starts_on:
        raise Refused(_l("Adendum mulai paling awal bersama MoU yang diubahnya."), field="starts_on")
    if ends_on > last_day:
        raise Refused(_l("Adendum berakhir paling akhir bersama MoU yang diubahnya."), field="ends_on")
