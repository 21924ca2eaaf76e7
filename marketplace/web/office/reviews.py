"""One queue for everything officials look over: what is claimed beside what proves it, one key per answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, unit_of_work
from marketplace.web.forms import Form, LongText
from marketplace.web.language import translate
from marketplace.web.office.subjects.base import SUBJECTS, Claim, Item, Subject, queue

bp = Blueprint("office_reviews", __name__)

DIFFERS = _l("Tidak sama dengan buktinya.")


class AnswerForm(Form):
    reason = LongText(_l("Pesan untuk pemohon"), required=False, rows=2, longest=500)

    def notes(self, claims: Sequence[Claim]) -> Mapping[str, str]:
        """What was marked as different, in the reviewer's words or in ours."""
        marked = [one.field for one in claims if request.form.get(f"claim-{one.field}") == "differ"]
        return {
            name: request.form.get(f"note-{name}", "").strip()[:500] or str(translate(DIFFERS))
            for name in marked
        }


@bp.get("/reviews")
@may(OFFICER)
def index() -> ResponseReturnValue:
    uow = reading()
    return render_template("office/reviews/index.html", items=queue(uow), subjects=SUBJECTS, today=uow.today)


@bp.get("/reviews/<kind>/<public_id>")
@may(OFFICER)
def show(kind: str, public_id: str) -> ResponseReturnValue:
    return _page(reading(), kind, public_id, AnswerForm())


@bp.post("/reviews/<kind>/<public_id>")
@may(OFFICER)
def answer(kind: str, public_id: str) -> ResponseReturnValue:
    form, act = AnswerForm(), request.form.get("act", "")
    try:
        with unit_of_work() as uow:
            following = _following(queue(uow), kind, public_id)
            said = _answer(uow, _subject(kind), public_id, act, form)
    except Refused as error:
        form.complain(error)
        return _page(reading(), kind, public_id, form), 422
    flash(said)
    return redirect(_address(following))


def _answer(uow: UnitOfWork, subject: Subject, public_id: str, act: str, form: AnswerForm) -> str:
    sheet = subject.sheet(uow, public_id)
    notes, reason = form.notes(sheet.claims), form.reason.data
    if act == "approve":
        if notes:
            raise Refused(_l("Ada isian yang berbeda. Kembalikan kepada pemohon, atau tandai cocok."))
        subject.approve(uow, public_id)
        return str(gettext("%(maker)s: disetujui.", maker=sheet.maker))
    if act == "reject":
        if not reason:
            raise Refused(_l("Tulis alasan penolakan; pemohon akan membacanya."), field="reason")
        subject.reject(uow, public_id, reason=reason)
        return str(gettext("%(maker)s: ditolak.", maker=sheet.maker))
    subject.send_back(uow, public_id, notes=notes, reason=reason)
    return str(gettext("%(maker)s: dikembalikan dengan catatan.", maker=sheet.maker))


def _page(uow: UnitOfWork, kind: str, public_id: str, form: AnswerForm) -> str:
    sheet, items = _subject(kind).sheet(uow, public_id), queue(uow)
    here = next((one for one in items if (one.kind, one.public_id) == (kind, public_id)), None)
    if here is None:
        raise NotFound(f"{kind} {public_id} does not wait")
    return render_template(
        "office/reviews/show.html",
        sheet=sheet,
        item=here,
        items=items,
        place=items.index(here),
        notes=form.notes(sheet.claims),
        form=form,
        history=history(uow.session, *sheet.history),
        today=uow.today,
    )


def _subject(kind: str) -> Subject:
    if kind not in SUBJECTS:
        raise NotFound(f"kind of review {kind}")
    return SUBJECTS[kind]


def _following(items: Sequence[Item], kind: str, public_id: str) -> Item | None:
    """What comes after this one in the queue, else the first that is left."""
    places = [place for place, one in enumerate(items) if (one.kind, one.public_id) == (kind, public_id)]
    if not places:
        return None
    rest = [*items[places[0] + 1 :], *items[: places[0]]]
    return rest[0] if rest else None


def _address(item: Item | None) -> str:
    if item is None:
        return url_for(".index")
    return url_for(".show", kind=item.kind, public_id=item.public_id)
