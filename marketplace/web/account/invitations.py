"""Accept an invitation: from a letter's link, or with a code that was handed over on paper."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import invited
from marketplace.accounts.invited import InvitationOffer
from marketplace.accounts.queries import find_user
from marketplace.accounts.services.attempts import HAND_OVER
from marketplace.accounts.services.invitations import UNKNOWN, accept_invitation, hash_for_invitation
from marketplace.accounts.tokens import plain_code
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import guess_limits, login
from marketplace.web.access import ANYONE, may
from marketplace.web.account.next_page import next_page
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Form, Hidden, Password, Text
from marketplace.web.redirects import notify

bp = Blueprint("account_invitations", __name__)

UNKNOWN_LINK = _l("Tautan ini tidak dikenal. Buka lagi dari surat undangan, atau minta undangan baru.")


class CodeForm(Form):
    code = Text(
        _l("Kode undangan"),
        autocomplete="off",
        longest=20,
        placeholder="ABCD-EFGH",
        help=_l("Delapan huruf dan angka di kertas atau pesan; huruf besar kecil sama saja."),
    )


class AcceptForm(Form):
    """Asks only what is not known yet; the letter's secret or the code goes along unseen."""

    secret = Hidden()
    name = Text(_l("Nama Anda"), autocomplete="name", longest=120)
    phone = Text(
        _l("Nomor HP"),
        autocomplete="tel",
        inputmode="tel",
        longest=30,
        help=_l("Dengan nomor ini Anda masuk lain kali."),
    )
    password = Password(
        _l("Kata sandi"),
        new=True,
        help=_l("Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat."),
    )

    def suit(self, offer: InvitationOffer) -> AcceptForm:
        """Leave out what this visitor need not say."""
        if actor().user_id is not None:
            del self.name, self.phone, self.password
        elif offer.email is not None:
            del self.phone
        return self


@bp.get("/invitations")
@may(ANYONE)
def enter() -> ResponseReturnValue:
    return render_template("account/invitations/enter.html", form=CodeForm())


@bp.post("/invitations")
@may(ANYONE)
def look() -> ResponseReturnValue:
    form = CodeForm().shown_on("account/invitations/enter.html")
    offer = form.attempt(lambda: _judged(form.code.data))
    return _offered(offer, _blank(offer, form.code.data))


@bp.get("/invitations/<token>")
@may(ANYONE)
def accept(token: str) -> ResponseReturnValue:
    if plain_code(token):
        return redirect(url_for(".enter"))  # a code is judged only where guessing is counted
    uow = reading()
    offer = invited.offer_of(uow.session, token)
    over = invited.why_over(offer, uow.now) if offer else UNKNOWN_LINK
    if offer is None or over is not None:
        return render_template("account/invitations/over.html", why=over), 410
    return _offered(offer, _blank(offer, token), token=token)


@bp.post("/invitations/accept")
@may(ANYONE)
def take() -> ResponseReturnValue:
    form = AcceptForm()
    try:
        offer = _judged(form.secret.data or "")
    except Refused as error:
        return render_template("account/invitations/over.html", why=error.sentence), 410
    form.suit(offer).shown_on(lambda form: _offered(offer, form))
    return form.attempt(lambda: _taken(offer, form))


def _judged(secret: str) -> InvitationOffer:
    """The invitation that still waits for an answer. Guessing at codes is counted; raises Refused, or TooMany."""
    code = plain_code(secret) or secret
    noted = guess_limits.begin(HAND_OVER, code)
    uow = reading()
    offer = invited.offer_of(uow.session, code)
    guess_limits.refuse_crowds(HAND_OVER, code)
    if offer is None:
        raise Refused(UNKNOWN, field="code")
    if over := invited.why_over(offer, uow.now):
        raise Refused(over, field="code")
    transact(lambda uow: guess_limits.was_right(uow, HAND_OVER, noted, code))
    return offer


def _taken(offer: InvitationOffer, form: AcceptForm) -> ResponseReturnValue:
    visitor = login.visiting() if actor().user_id is not None else None
    secret = form.secret.data or ""
    said = {name: value for name, value in form.data.items() if name not in ("secret", "password")}
    if visitor is None:
        said["password_hash"] = hash_for_invitation(reading(), secret, form.password.data, **said)
    here = visitor.session.sign_in_id if visitor else None
    user = transact(lambda uow: accept_invitation(uow, secret, here=here, **said))
    account = user.email or user.phone or ""
    if visitor:
        login.choose_organisation(offer.organisation_public_id)
    else:
        login.sign_in(account, form.password.data)
    notify(_l("Undangan diterima. Selamat bekerja di %(name)s.", name=offer.organisation))
    return redirect(url_for("account_second_factor.show") if login.pending() else next_page())


def _blank(offer: InvitationOffer, secret: str) -> AcceptForm:
    form = AcceptForm(formdata=None, secret=secret, name=offer.name, phone=offer.phone or "")
    return form.suit(offer)


def _offered(offer: InvitationOffer, form: AcceptForm, *, token: str | None = None) -> str:
    """The offer; who has an account already is asked to sign in first. A code never stands in an address."""
    known = actor().user_id is None and (login.pending() is not None or _has_account(reading(), offer))
    back = url_for(".accept", token=token) if token else url_for(".enter")
    return render_template("account/invitations/accept.html", offer=offer, form=form, known=known, back=back)


def _has_account(uow: UnitOfWork, offer: InvitationOffer) -> bool:
    """Whether whoever is meant can sign in, or somebody else has to help them in."""
    address = offer.email or offer.phone
    user = find_user(uow.session, address) if address else None
    return user is not None and (user.password_hash is not None or offer.email is None)
