"""How the visitor wants to be told."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.notices.kinds.base import NOTICE_KINDS
from marketplace.notices.preferences import choose, mutable_kinds, own_preferences
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, Several, Tick
from marketplace.web.redirects import done

bp = Blueprint("account_notices", __name__)


class WishesForm(Form):
    digest = Tick(_l("Ringkasan tiap pagi"), help=_l("Satu surel pukul 06.30, bukan satu surel tiap kabar."))
    quiet = Tick(
        _l("Jam tenang 21.00–05.00"), help=_l("Surel menunggu pagi; yang punya tenggat tetap dikirim.")
    )
    muted = Several(
        _l("Jangan kirim surel untuk"),
        lambda: [*mutable_kinds().items()],
        help=_l("Kabarnya tetap ada di Kabar, tanpa dihitung belum dibaca."),
    )


@bp.get("/notices")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    digest, quiet, muted = own_preferences(reading())
    return _page(WishesForm(formdata=None, digest=digest, quiet=quiet, muted=muted))


@bp.post("/notices")
@may(SIGNED_IN)
def save() -> ResponseReturnValue:
    form = WishesForm().shown_on(_page)
    form.submit(lambda uow: choose(uow, **form.data))
    return done(_l("Cara kami memberi tahu Anda disimpan."), "account_inbox.index")


def _page(form: WishesForm) -> str:
    told = [kind.label for kind in NOTICE_KINDS.values() if kind.must]
    return render_template("account/notices/show.html", form=form, told=told)
