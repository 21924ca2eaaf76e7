"""Risk flags: what auditors should look at, why, and how often each kind was right so far."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.flags import policies
from marketplace.flags.base import FLAGS
from marketplace.flags.models import FlagFinding, RiskFlag
from marketplace.flags.queries import FlagList, FlagRow, scores
from marketplace.flags.services import settle_flag
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.web.access import AUDITOR, may
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form, LongText
from marketplace.web.lists import from_args, page_of
from marketplace.web.redirects import done

bp = Blueprint("office_flags", __name__)


class FindingForm(Form):
    finding = Choice(_l("Setelah diperiksa"), FlagFinding, radio=True)
    reason = LongText(
        _l("Apa yang Anda periksa dan temukan?"),
        rows=3,
        longest=500,
        help=_l("Dihitung sebagai tepat atau tidaknya tanda ini. Angka toko tidak berubah karenanya."),
    )


@bp.get("/flags")
@may(AUDITOR)
def index() -> ResponseReturnValue:
    listing = from_args(FlagList)
    uow = reading()
    partner = uow.find(Organisation, public_id=listing.partner).name if listing.partner else None
    return render_template(
        "office/flags/index.html",
        flags=page_of(listing),
        filters=listing,
        partner=partner,
        scores=scores(uow.session),
        kinds=FLAGS,
    )


@bp.get("/flags/<public_id>")
@may(AUDITOR)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, FindingForm(formdata=None))


@bp.post("/flags/<public_id>/settle")
@may(AUDITOR)
def settle(public_id: str) -> ResponseReturnValue:
    form = FindingForm().shown_on(lambda form: _page(public_id, form))
    number = _row(public_id).id
    form.submit(lambda uow: settle_flag(uow, number, finding=form.finding.data, reason=form.reason.data))
    return done(_l("Putusan Anda dicatat."), ".index", open=1)


def _row(public_id: str) -> FlagRow:
    row = FlagList(public_id=public_id).one(reading().session)
    if row is None:
        raise NotFound(f"flag {public_id}")
    return row


def _page(public_id: str, form: FindingForm) -> str:
    uow, row = reading(), _row(public_id)
    return render_template(
        "office/flags/show.html",
        row=row,
        kind=FLAGS.get(row.kind),
        settles=row.finding is None and uow.allows(policies.SETTLE, uow.get(RiskFlag, row.id)),
        form=form,
        history=history(uow.session, "risk_flag", row.id),
    )
