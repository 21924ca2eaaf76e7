"""The journal: what happened, by whom, and the proof that nobody changed it since."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.journal import queries
from marketplace.kernel.events import EVENTS, SUBJECTS
from marketplace.kernel.labels import Label
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.language import translate
from marketplace.web.lists import from_args, page_of

bp = Blueprint("office_journal", __name__)


@bp.get("/journal")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    return render_template(
        "office/journal/index.html",
        entries=page_of(from_args(queries.EntryList), size=50),
        subjects=_by_name({kind: subject.subject_label for kind, subject in SUBJECTS.items()}),
        facts=_by_name({action: event.label for action, event in EVENTS.items()}),
        head=queries.head(uow.session),
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
