"""Words that mean one thing to who searches: officers keep the list, and try a question before and after."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog import policies
from marketplace.catalog.searching import LONGEST
from marketplace.catalog.synonyms import (
    Line,
    add_synonyms,
    change_synonyms,
    read_words,
    remove_synonyms,
    synonym_line,
    synonym_lines,
)
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.paging import Page
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import page_number, reading, tools, transact
from marketplace.web.forms import Form, Text
from marketplace.web.shelf import tried
from marketplace.web.words_asked import words_asked

bp = Blueprint("office_synonyms", __name__)

SIZE = 20


class WordsForm(Form):
    words = Text(
        _l("Kata yang berarti sama"),
        longest=400,
        help=_l("Dengan koma di antaranya, misalnya: keripik, kripik, criping."),
    )


class RemoveForm(Form):
    reason = Text(_l("Alasan"), longest=200)


@bp.get("/synonyms")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    return _list()


@bp.post("/synonyms/add")
@may(OFFICER)
def add() -> ResponseReturnValue:
    form = WordsForm()
    if not form.saved(lambda uow: add_synonyms(uow, read_words(form.words.data))):
        return _list(form), 422
    flash(gettext("Sinonim ditambahkan dan langsung berlaku."))
    return redirect(url_for(".index"))


@bp.get("/synonyms/<int:synonyms_id>")
@may(OFFICER)
def edit(synonyms_id: int) -> ResponseReturnValue:
    return _line(synonym_line(reading().session, synonyms_id))


@bp.post("/synonyms/<int:synonyms_id>")
@may(OFFICER)
def change(synonyms_id: int) -> ResponseReturnValue:
    form, line = WordsForm(), synonym_line(reading().session, synonyms_id)
    if not form.saved(lambda uow: change_synonyms(uow, synonyms_id, read_words(form.words.data))):
        return _line(line, changing=form), 422
    flash(gettext("Sinonim disimpan dan langsung berlaku."))
    return redirect(url_for(".index"))


@bp.post("/synonyms/<int:synonyms_id>/remove")
@may(OFFICER)
def remove(synonyms_id: int) -> ResponseReturnValue:
    form, line = RemoveForm(), synonym_line(reading().session, synonyms_id)
    if not form.validate():
        return _line(line, removing=form), 422
    transact(lambda uow: remove_synonyms(uow, synonyms_id, reason=form.reason.data))
    flash(gettext("Sinonim dihapus: %(words)s.", words=line.said))
    return redirect(url_for(".index"))


def _list(adding: WordsForm | None = None) -> str:
    """What is looked for is tried as well, and the lines are those that its words stand in as it was understood."""
    uow, text, number = reading(), words_asked(LONGEST), page_number()
    trial = tried(uow, tools().search, text) if text else None
    lines = synonym_lines(uow.session, f"{text} {trial.meant}" if trial else "")
    return render_template(
        "office/synonyms/index.html",
        lines=Page(lines[(number - 1) * SIZE : number * SIZE], number, len(lines), SIZE),
        may_change=uow.allows(policies.LIST_SYNONYMS, None),
        adding=adding or WordsForm(formdata=None),
        text=text,
        trial=trial,
    )


def _line(line: Line, *, changing: WordsForm | None = None, removing: RemoveForm | None = None) -> str:
    return render_template(
        "office/synonyms/line.html",
        line=line,
        changing=changing or WordsForm(formdata=None, words=line.said),
        removing=removing or RemoveForm(formdata=None),
        entries=history(reading().session, "synonyms", line.synonyms_id),
    )
