"""A visit to an audited shop, on a phone: the route of a day, documents one by one, goods on the shelf, photos.

What is typed may be sent twice: a phone that lost its line sends it again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.audits.casework import check_document
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.cases import AuditCase, AuditMember
from marketplace.audits.models.plans import AuditItem, AuditPlan
from marketplace.audits.queries import (
    AuditCaseList,
    AuditCaseRow,
    AuditItemList,
    DocumentLines,
)
from marketplace.audits.risks import risk_label
from marketplace.audits.visit_rows import (
    PhotoList,
    counts_of,
    days_of_route,
    goods_to_count,
    planned_visit,
    route_of,
    unrecorded_of,
)
from marketplace.audits.visiting import count_shelf, note_unrecorded, plan_visit, take_photo
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB, day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.reading import read_day
from marketplace.purchases.sellers import maker_names
from marketplace.web.access import AUDITOR, may
from marketplace.web.contacts import map_of, whatsapp
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form
from marketplace.web.office.audit_visit_forms import (
    PhotoForm,
    ShelfForm,
    UnrecordedForm,
    VisitCheckForm,
    VisitPlanForm,
)
from marketplace.web.redirects import done
from marketplace.web.uploads import keep_upload

OFFERED = 40  # goods to count, before one asks for the rest

bp = Blueprint("office_audit_visits", __name__)
bp.add_app_template_global(map_of)
bp.add_app_template_global(whatsapp, "whatsapp_link")


@bp.get("/audit-visits")
@may(AUDITOR)
def index() -> ResponseReturnValue:
    """The visits of a day in their order; today's, or that of the address."""
    uow, me = reading(), actor().user_id
    assert me is not None
    day = _asked_day(uow.today)
    coming = [moment for moment in days_of_route(uow.session, me, uow.now) if day_of(moment) != day]
    return render_template(
        "office/audit_visits/index.html",
        day=day,
        stops=route_of(uow.session, me, day),
        coming=list(dict.fromkeys(day_of(moment) for moment in coming)),
    )


def _asked_day(today: date) -> date:
    try:
        return read_day(request.args.get("day", ""))
    except ValueError:
        return today


@bp.get("/audit-visits/<public_id>")
@may(AUDITOR)
def show(public_id: str) -> ResponseReturnValue:
    return _show(public_id)


@bp.post("/audit-visits/<public_id>/plan")
@may(AUDITOR)
def plan(public_id: str) -> ResponseReturnValue:
    form = VisitPlanForm().shown_on(lambda form: _show(public_id, planning=form))

    def write(uow: UnitOfWork) -> None:
        moment = datetime.combine(form.day.data, form.hour.data, WIB)
        plan_visit(uow, _id(uow, public_id), start_at=moment)

    form.submit(write)
    return done(_l("Kunjungan direncanakan."), ".index", day=form.day.data.isoformat())


@bp.post("/audit-visits/<public_id>/documents/<int:place>")
@may(AUDITOR)
def check(public_id: str, place: int) -> ResponseReturnValue:
    """Then the next document that nobody has looked at."""
    form = VisitCheckForm(prefix=f"n{place}-").shown_on(lambda form: _show(public_id, checking=(place, form)))

    def write(uow: UnitOfWork) -> None:
        case = uow.find(AuditCase, public_id=public_id)
        item = uow.find(AuditItem, plan_id=case.plan_id, partner_id=case.partner_id, place=place)
        check_document(uow, item.id, **form.data, client_id=_mark())

    form.submit(write)
    return done(_l("Hasil dicatat."), ".show", public_id=public_id, _anchor=_next(public_id, place))


def _next(public_id: str, place: int) -> str:
    left = [one.place for one in _items(_case(public_id)) if one.outcome is None]
    after = next((one for one in left if one > place), left[0] if left else None)
    return "h-nota" if after is None else f"n{after}"


@bp.post("/audit-visits/<public_id>/photos")
@may(AUDITOR)
def photo(public_id: str) -> ResponseReturnValue:
    """Of the document that the form names, or of the shop."""
    form = PhotoForm().shown_on(lambda form: _show(public_id, photographing=form))

    def write(uow: UnitOfWork) -> None:
        file_id = keep_upload(uow, form.photo)
        take_photo(
            uow, _id(uow, public_id), place=form.place.data, note=form.note.data or "", file_id=file_id
        )

    form.submit(write)
    return done(_l("Foto disimpan."), ".show", public_id=public_id, _anchor="h-foto")


@bp.post("/audit-visits/<public_id>/shelf")
@may(AUDITOR)
def count(public_id: str) -> ResponseReturnValue:
    case, mark = _case(public_id), _mark()
    form = _shelf(case).shown_on(lambda form: _show(public_id, counting=form))
    form.submit(lambda uow: count_shelf(uow, case.id, form.counts, client_id=mark))
    return done(_l("Hitungan rak dicatat."), ".show", public_id=public_id, _anchor="h-rak")


@bp.post("/audit-visits/<public_id>/unrecorded")
@may(AUDITOR)
def unrecorded(public_id: str) -> ResponseReturnValue:
    form = UnrecordedForm(prefix="luar-").shown_on(lambda form: _show(public_id, finding=form))
    case, mark = _case(public_id), _mark()
    form.submit(
        lambda uow: note_unrecorded(
            uow, case.id, form.document(uow, case.partner_id, keep_upload(uow, form.file)), client_id=mark
        )
    )
    return done(_l("Nota di luar MB2 dicatat."), ".show", public_id=public_id, _anchor="h-luar")


def _mark() -> str:
    """By which a retry is known; without the script the page has none, so each form is its own."""
    return request.form.get("client_id") or new_public_id()


def _id(uow: UnitOfWork, public_id: str) -> int:
    return uow.find(AuditCase, public_id=public_id).id


def _case(public_id: str) -> AuditCaseRow:
    found = AuditCaseList(public_id=public_id).one(reading().session)
    if found is None:
        raise NotFound(f"audit case {public_id}")
    return found


def _items(case: AuditCaseRow) -> list[Any]:
    return AuditItemList(plan_id=case.plan_id, partner_id=case.partner_id).rows(reading().session)


def _shelf(case: AuditCaseRow, **given: Any) -> ShelfForm:
    uow = reading()
    goods = goods_to_count(uow.session, uow.get(AuditPlan, case.plan_id), case.partner_id)
    return ShelfForm.of(goods, **given)


def _show(
    public_id: str,
    *,
    planning: VisitPlanForm | None = None,
    checking: tuple[int, VisitCheckForm] | None = None,
    photographing: PhotoForm | None = None,
    counting: ShelfForm | None = None,
    finding: UnrecordedForm | None = None,
) -> str:
    uow, case = reading(), _case(public_id)
    items = _items(case)
    wrong = {checking[0]: checking[1]} if checking else {}
    said: list[Form | None] = [planning, *wrong.values(), photographing, counting, finding]
    return render_template(
        "office/audit_visits/show.html",
        case=case,
        items=items,
        method=METHODS[uow.get(AuditPlan, case.plan_id).method],
        risk=risk_label,
        lines=_lines(items),
        forms={one.place: wrong.get(one.place) or _blank(one) for one in items},
        open_at=next(iter(wrong), next((one.place for one in items if one.outcome is None), None)),
        photos=PhotoList(case_id=case.id).rows(uow.session),
        counts=counts_of(uow.session, case.id),
        found=unrecorded_of(uow.session, case.id),
        planned=planned_visit(uow.session, case.id),
        works=uow.session.get(AuditMember, (case.id, actor().user_id)) is not None,
        refused=next((one for one in said if one), Form(formdata=None)),
        planning=planning or VisitPlanForm(formdata=None),
        photographing=photographing or PhotoForm(formdata=None),
        counting=counting or _shelf(case, formdata=None),
        offered=OFFERED,
        finding=finding or UnrecordedForm(prefix="luar-", formdata=None),
        makers=maker_names(uow.session),
    )


def _blank(item: Any) -> VisitCheckForm:
    """As it was found last, where it was looked at."""
    known = {"outcome": item.outcome, "cause": item.cause, "note": item.note or ""}
    paper = item.audited if item.audited not in (None, item.net, 0) else None
    return VisitCheckForm(prefix=f"n{item.place}-", formdata=None, data=known | {"audited": paper})


def _lines(items: list[Any]) -> dict[int, list[Any]]:
    """The lines of each document, by its place; one statement for all."""
    every = [one for item in items for one in item.purchases]
    rows = DocumentLines(purchases=every).rows(reading().session)
    return {item.place: [row for row in rows if row.purchase in item.purchases] for item in items}
