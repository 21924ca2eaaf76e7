"""One queue for everything officials look over: what is claimed beside what proves it, one key per answer.

Keys, where a browser runs our script: S approves, K sends back, J and L go to the next and the one before, 1 to 9
turn a claim from right to different and again, B opens the proof large. After an answer the next item opens at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalog.curating import Judgement, note_key
from marketplace.catalog.models import Criterion, Mark
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.places.calendar import holidays
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText
from marketplace.web.language import translate
from marketplace.web.lists import page_of
from marketplace.web.office.queue import Queue, find_item, item_of, late_before, summaries
from marketplace.web.office.subjects.base import SUBJECTS, Answer, Claim, Item, Passed
from marketplace.web.redirects import notify

bp = Blueprint("office_reviews", __name__)

FILTERS = ("only", "late")
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

    def curation(self) -> Mapping[Criterion, Judgement]:
        """What was judged; what is left open, and what is no mark of ours, is left out."""
        marks = {one: request.form.get(f"mark-{one}", "") for one in Criterion}
        return {
            one: Judgement(Mark(mark), request.form.get(note_key(one), "").strip()[:500])
            for one, mark in marks.items()
            if mark in list(Mark)
        }

    def answer(self, claims: Sequence[Claim]) -> Answer:
        return Answer(
            seen=request.form.get("seen", ""),
            notes=self.notes(claims),
            reason=self.reason.data or "",
            curation=self.curation(),
        )


@bp.get("/reviews")
@may(OFFICER)
def index() -> ResponseReturnValue:
    uow, queue = reading(), _queue(reading())
    page = page_of(queue, size=40)
    return render_template(
        "office/reviews/index.html",
        page=page,
        items=[item_of(uow, row) for row in page],
        filters=queue,
        summaries=summaries(uow),
        subjects=SUBJECTS,
        address=_address,
        today=uow.today,
    )


@bp.get("/reviews/<kind>/<public_id>")
@may(OFFICER)
def show(kind: str, public_id: str) -> ResponseReturnValue:
    uow = reading()
    return _page(uow, _item(uow, kind, public_id), AnswerForm())


@bp.post("/reviews/<kind>/<public_id>")
@may(OFFICER)
def answer(kind: str, public_id: str) -> ResponseReturnValue:
    item = _item(reading(), kind, public_id)
    form = AnswerForm().shown_on(lambda form: _page(reading(), item, form))
    following, text = form.submit(lambda uow: (_queue(uow).next_item(uow, item), _answer(uow, item, form)))
    notify(text)
    return redirect(_address(following))


@bp.errorhandler(Passed)
def lead_on(passed: Passed) -> ResponseReturnValue:
    """Whether it was noticed before the page was drawn, on the way to the answer, or by the move itself."""
    notify(passed.sentence)
    return redirect(url_for(".index", **_args()))


def _item(uow: UnitOfWork, kind: str, public_id: str) -> Item:
    """Raises Passed and NotFound for what does not wait, as its subject does."""
    item = find_item(uow, kind, public_id)
    if item is None and kind in SUBJECTS:
        SUBJECTS[kind].sheet(uow, public_id)
    if item is None:
        raise NotFound(f"{kind} {public_id} does not wait")
    return item


def _answer(uow: UnitOfWork, item: Item, form: AnswerForm) -> str:
    subject, public_id, act = SUBJECTS[item.kind], item.public_id, request.form.get("act", "")
    sheet = subject.sheet(uow, public_id)
    answer = form.answer(sheet.claims)
    if act == "approve":
        if answer.notes:
            raise Refused(_l("Ada isian yang berbeda. Kembalikan kepada pemohon, atau tandai cocok."))
        subject.approve(uow, public_id, answer)
        return _l("%(maker)s: disetujui.", maker=sheet.maker)
    if act == "reject":
        if not answer.reason:
            raise Refused(_l("Tulis alasan penolakan; pemohon akan membacanya."), field="reason")
        subject.reject(uow, public_id, answer)
        return _l("%(maker)s: ditolak.", maker=sheet.maker)
    subject.send_back(uow, public_id, answer)
    return _l("%(maker)s: dikembalikan dengan catatan.", maker=sheet.maker)


def _page(uow: UnitOfWork, item: Item, form: AnswerForm) -> str:
    sheet, queue = SUBJECTS[item.kind].sheet(uow, item.public_id), _queue(uow)
    before, after = queue.neighbours(uow, item)
    return render_template(
        "office/reviews/show.html",
        sheet=sheet,
        item=item,
        status=queue.status(uow.session, item),
        before=before,
        after=after,
        notes=form.notes(sheet.claims),
        judged={**{line.criterion: line.last for line in sheet.curation}, **form.curation()},
        marks=Mark,
        form=form,
        history=history(uow.session, *sheet.history),
        address=_address,
        args=_args(),
        today=uow.today,
    )


def _args() -> dict[str, Any]:
    """The filters that stand in the address, and stay in those it leads to."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _queue(uow: UnitOfWork) -> Queue:
    args = _args()
    only = args.get("only", "")
    late = late_before(uow.today, holidays(uow.session)) if "late" in args else None
    return Queue(only=only if only in SUBJECTS else "", before=late)


def _address(item: Item | None) -> str:
    if item is None:
        return url_for(".index", **_args())
    return url_for(".show", kind=item.kind, public_id=item.public_id, **_args())
