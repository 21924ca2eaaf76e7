"""How the visitor wants to be told."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.devices import browser_named
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.notices.devices import own_devices, switch_off, switch_on
from marketplace.notices.kinds.base import NOTICE_KINDS
from marketplace.notices.preferences import choose, mutable_kinds, own_preferences
from marketplace.ports.push import PushAddress
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Form, Several, Text, Tick
from marketplace.web.redirects import done

bp = Blueprint("account_notices", __name__)


class WishesForm(Form):
    digest = Tick(_l("Ringkasan tiap pagi"), help=_l("Satu surel pukul 06.30, bukan satu surel tiap kabar."))
    quiet = Tick(
        _l("Jam tenang 21.00–05.00"), help=_l("Surel menunggu pagi; yang punya tenggat tetap dikirim.")
    )
    muted = Several(
        _l("Jangan kirim surel untuk"),
        lambda: sorted(mutable_kinds(actor().kind).items(), key=lambda kind: str(kind[1]).casefold()),
        help=_l("Kabarnya tetap ada di Kabar, tanpa dihitung belum dibaca."),
    )


class DeviceForm(Form):
    """What a browser hands out (static/push.js); people type none of it."""

    endpoint = Text(_l("Alamat"), longest=2_000)
    p256dh = Text(_l("Kunci"), longest=100)
    auth = Text(_l("Rahasia"), longest=40)


@bp.get("/notices")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return _page(_wishes())


@bp.post("/notices")
@may(SIGNED_IN)
def save() -> ResponseReturnValue:
    form = WishesForm().shown_on(_page)
    form.submit(lambda uow: choose(uow, **form.data))
    return done(_l("Cara kami memberi tahu Anda disimpan."), "account_inbox.index")


@bp.post("/notices/devices")
@may(SIGNED_IN)
def switch_on_here() -> ResponseReturnValue:
    """This browser, by the subscription it made; in its own form, as the wishes above are not sent along."""
    form = DeviceForm().shown_on(lambda _: _page(_wishes()))
    visitor, push, sealer = login.visiting(), tools().push, tools().sealer
    address = PushAddress(form.endpoint.data or "", form.p256dh.data or "", form.auth.data or "")
    try:
        if push is None:
            raise ValueError("nobody is offered it")
        push.check(address)
    except ValueError:
        raise Refused(
            _l("Peramban ini tidak dapat diberi tahu: layanan kabarnya tidak kami kenal.")
        ) from None
    name = browser_named(request.user_agent.string)
    here = visitor.session.sign_in_id if visitor else None
    form.submit(lambda uow: switch_on(uow, address, name=name, sign_in_id=here, sealer=sealer))
    return done(_l("Perangkat ini sekarang diberi tahu."), ".show")


@bp.post("/notices/devices/<public_id>/off")
@may(SIGNED_IN)
def switch_off_device(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: switch_off(uow, public_id))
    return done(_l("Perangkat itu tidak diberi tahu lagi."), ".show")


def _wishes() -> WishesForm:
    digest, quiet, muted = own_preferences(reading())
    return WishesForm(formdata=None, digest=digest, quiet=quiet, muted=muted)


def _page(form: WishesForm) -> str:
    told = [kind.label for kind in NOTICE_KINDS.values() if kind.must]
    push = tools().push
    key = push.public_key if push else None
    devices = own_devices(reading()) if key else []
    return render_template("account/notices/show.html", form=form, told=told, push_key=key, devices=devices)
