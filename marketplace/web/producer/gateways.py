"""On which account of its own a maker is paid by card; its owner alone says so, with a password."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.checkouts import policies
from marketplace.checkouts.accounts import newest_gateway_account, state_gateway_account
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.ports.gateways import GatewayRefused
from marketplace.web.access import PRODUCER, may
from marketplace.web.confirming import Confirmed
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Text
from marketplace.web.gateways import answering, gateway_named
from marketplace.web.redirects import done

bp = Blueprint("producer_gateways", __name__)


class GatewayAccountForm(Confirmed):
    account = Text(
        _l("Nomor akun Stripe Anda"),
        required=False,
        longest=64,
        help=_l("Diawali acct_, tertulis di dasbor Stripe Anda. Kosongkan untuk berhenti menerima kartu."),
    )


@bp.get("/gateways/<gateway>")
@may(PRODUCER)
def show(gateway: str) -> ResponseReturnValue:
    return _page(gateway)


@bp.post("/gateways/<gateway>")
@may(PRODUCER)
def save(gateway: str) -> ResponseReturnValue:
    form = GatewayAccountForm().shown_on(lambda form: _page(gateway, form))
    form.attempt(lambda: _write(gateway, (form.account.data or "").strip()))
    return done(_l("Akun untuk pembayaran kartu dicatat."), ".show", gateway=gateway)


def _write(gateway: str, account: str) -> None:
    """The gateway is asked before anything is written."""
    mine, sealer = actor().organisation, tools().sealer
    reading().demand(policies.STATE_ACCOUNT, mine)
    if account:
        with answering():
            try:
                gateway_named(gateway).check(account)
            except GatewayRefused as refused:
                raise Refused(
                    _l(
                        "Stripe tidak mengenal akun ini sebagai akun yang tersambung, atau akunnya belum boleh menerima"
                        " pembayaran. Periksa nomornya, atau selesaikan dahulu di dasbor Stripe."
                    ),
                    field="account",
                ) from refused
    transact(lambda uow: state_gateway_account(uow, mine, gateway, account, sealer=sealer))


def _page(gateway: str, form: GatewayAccountForm | None = None) -> str:
    gateway_named(gateway)
    uow = reading()
    mine = uow.actor.organisation
    newest = newest_gateway_account(uow.session, mine, gateway)
    return render_template(
        "producer/gateways/show.html",
        newest=newest,
        owns=uow.allows(policies.STATE_ACCOUNT, mine),
        form=form or GatewayAccountForm(formdata=None, account=newest.account if newest else ""),
    )
