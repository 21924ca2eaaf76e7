"""The journal: what happened, by whom, and the proof that nobody changed it since."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.journal import queries
from marketplace.journal.handing_out import hand_out_entries
from marketplace.journal.naming import names_of, subjects_called
from marketplace.kernel.events import EVENTS, SUBJECTS
from marketplace.kernel.labels import Label, _l
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.exporting import file_response
from marketplace.web.fields.base import tidy
from marketplace.web.forms import Choice, Form, Text
from marketplace.web.language import translate
from marketplace.web.lists import LONGEST, from_args, page_of
from marketplace.web.office.journal_links import named_subjects

bp = Blueprint("office_journal", __name__)


class TakeForm(Form):
    reason = Text(_l("Untuk apa?"), longest=300, help=_l("Tercatat atas nama Anda di jurnal."))
    format = Choice(_l("Bentuk"), [("xlsx", "XLSX"), ("csv", "CSV")])


@bp.get("/journal")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    return _page(TakeForm(formdata=None))


@bp.post("/journal/file")
@may(OFFICIAL)
def take() -> ResponseReturnValue:
    """A POST, because who took what and why is written down."""
    form = TakeForm().shown_on(_page)
    listing = _listing()
    table = form.submit(lambda uow: hand_out_entries(uow, listing, reason=form.reason.data))
    return file_response(form.format.data, _l("jurnal-%(day)s", day=reading().today), table)


def _listing() -> queries.EntryList:
    """As the address filters it; words about a record are looked up first."""
    words = tidy(request.args.get("about", ""))[:LONGEST]
    return from_args(queries.EntryList, about=subjects_called(reading().session, words) if words else None)


def _page(form: TakeForm) -> str:
    uow = reading()
    listing = _listing()
    entries = page_of(listing, size=50)
    return render_template(
        "office/journal/index.html",
        entries=entries,
        filters=listing,
        names=named_subjects(names_of(uow.session, {one.subject for one in entries})),
        subjects=_by_name({kind: subject.subject_label for kind, subject in SUBJECTS.items()}),
        facts=_by_name({action: event.label for action, event in EVENTS.items()}),
        head=queries.head(uow.session),
        form=form,
    )


def _by_name(labels: Mapping[str, Label]) -> Mapping[str, Label]:
    """In the order of the alphabet, in the visitor's language."""
    return dict(sorted(labels.items(), key=lambda pair: str(translate(pair[1]))))


@bp.get("/journal/verify")
@may(OFFICIAL)
def verify() -> ResponseReturnValue:
    """Reads the whole chain; nothing is written."""
    uow = reading()
    return render_template("office/journal/verify.html", verdict=queries.verify(uow.session), at=uow.now)
