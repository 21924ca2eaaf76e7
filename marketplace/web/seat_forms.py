"""What the pages about people of a business ask: whom to invite, and when a role ends."""

from __future__ import annotations

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.services.invitations import invite, invite_by_code
from marketplace.accounts.services.passwords import BY_HAND, LIVES, issue_code
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OWNER, Role
from marketplace.web.forms import Choice, DayField, Email, Form, Text
from marketplace.web.language import today
from marketplace.web.one_time_codes import HandOver, invitation_code, own_address, recovery_code

ROLES = [(role.value, role.label) for role in BUSINESS_ROLES]


class FirstOwnerForm(Form):
    """For a business without people: whoever comes first owns it."""

    name = Text(_l("Nama"), autocomplete="off", longest=120)
    email = Email(
        _l("Alamat surel"),
        autocomplete="off",
        required=False,
        help=_l("Undangan dikirim ke sini. Kosongkan bila tidak punya: Anda mendapat kode untuk diserahkan."),
    )
    phone = Text(
        _l("Nomor HP"),
        autocomplete="off",
        inputmode="tel",
        required=False,
        longest=30,
        help=_l("Misalnya 0812 3456 7890; untuk masuk bila tidak punya surel."),
    )

    @property
    def wanted(self) -> Role:
        return OWNER


class InviteForm(FirstOwnerForm):
    role = Choice(_l("Peran"), ROLES, coerce=Role, radio=True)

    @property
    def wanted(self) -> Role:
        chosen: Role = self.role.data
        return chosen


class EndForm(Form):
    last_day = DayField(
        _l("Hari terakhir"),
        required=False,
        least=today,
        help=_l("Kosongkan untuk mengakhirinya sekarang juga."),
    )


def mail_or_show_code(uow: UnitOfWork, organisation: Organisation, form: FirstOwnerForm) -> HandOver | None:
    """A letter goes to whoever has an e-mail address; for anybody else the code to hand over comes back."""
    if form.email.data:
        page = own_address("account_invitations.enter") + "/"
        invite(
            uow,
            name=form.name.data,
            email=form.email.data,
            organisation_id=organisation.id,
            role=form.wanted,
            page=page,
        )
        return None
    invitation, code = invite_by_code(
        uow,
        name=form.name.data,
        phone=form.phone.data,
        organisation_id=organisation.id,
        role=form.wanted,
    )
    return invitation_code(invitation, organisation, code)


def help_in(uow: UnitOfWork, user_id: UserId) -> HandOver:
    """A recovery code for somebody without e-mail."""
    code = issue_code(uow, user_id)
    return recovery_code(uow.get(User, user_id), code, uow.now + LIVES[BY_HAND])
