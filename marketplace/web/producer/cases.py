"""Papers that the city is getting for a maker: where each stands, what to bring, and how to ask for one."""

from __future__ import annotations

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.certification.kinds.base import KINDS, CertificateKind
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.outreach.casework import case_page, cases_of_producer, open_case_of
from marketplace.outreach.models import LicenceCase
from marketplace.outreach.queries import ActivityRow, next_visits
from marketplace.outreach.services.cases import OpenCase, open_case
from marketplace.producers.models import Producer
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form, Hidden, press
from marketplace.web.redirects import notify

bp = Blueprint("producer_cases", __name__)


class AskForm(Form):
    client_id = Hidden()


@bp.get("/cases")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    mine = cases_of_producer(uow.session, actor().organisation)
    kinds = sorted(KINDS.items(), key=lambda pair: pair[1].place)
    return render_template("producer/cases/index.html", cases=mine, kinds=kinds, visits=_visits(uow))


@bp.get("/cases/start")
@may(PRODUCER)
def start() -> ResponseReturnValue:
    """One page to say yes to; a paper that is under way already is shown instead."""
    uow, key = reading(), request.args.get("kind", "")
    kind = _kind(key)
    under_way = open_case_of(uow.session, actor().organisation, key)
    if under_way is not None:
        return redirect(url_for(".show", public_id=under_way.public_id))
    form = AskForm(formdata=None, client_id=secrets.token_hex(16))
    return render_template("producer/cases/start.html", key=key, kind=kind, form=form, visits=_visits(uow))


@bp.post("/cases/start")
@may(PRODUCER)
def ask() -> ResponseReturnValue:
    key = request.args.get("kind", "")
    wanted = OpenCase(kind=key, producer_id=actor().organisation)
    _kind(key)
    client_id = AskForm().client_id.data or ""
    case = press(lambda uow: open_case(uow, wanted, client_id=client_id), url_for(".start", kind=key))
    notify(_l("Permintaan Anda diterima. Siapkan yang tertulis di bawah ini."))
    return redirect(url_for(".show", public_id=case.public_id))


@bp.get("/cases/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    case = uow.find(LicenceCase, public_id=public_id, producer_id=actor().organisation)
    page = case_page(uow.session, public_id)
    return render_template(
        "producer/cases/show.html",
        page=page,
        case=page.row,
        kind=KINDS[case.kind],
        visits=_visits(uow),
        today=uow.today,
        history=history(uow.session, "case", case.id),
    )


def _kind(key: str) -> CertificateKind:
    if key not in KINDS:
        raise NotFound(f"kind of certificate {key}")
    return KINDS[key]


def _visits(uow: UnitOfWork) -> list[ActivityRow]:
    """Near the maker first, then wherever officials come next."""
    near = uow.get(Producer, actor().organisation).kelurahan_code
    here = next_visits(uow.session, uow.today, near, limit=1) if near else []
    return [*here, *(one for one in next_visits(uow.session, uow.today) if one not in here)][:3]
