"""Words that mean one thing to who searches: officers keep the list, and try a question before and after."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog import policies
from marketplace.catalog.searching import LONGEST
from marketplace.catalog.synonyms import (
    SynonymLine,
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
from marketplace.web.context import page_number, reading, tools
from marketplace.web.forms import Form, Text
from marketplace.web.query_args import words_arg
from marketplace.web.redirects import done
from marketplace.web.shelf import tried

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
    form = WordsForm().shown_on(_list)
    form.submit(lambda uow: add_synonyms(uow, read_words(form.words.data)))
    return done(_l("Sinonim ditambahkan dan langsung berlaku."), ".index")


@bp.get("/synonyms/<int:synonyms_id>")
@may(OFFICER)
def edit(synonyms_id: int) -> ResponseReturnValue:
    return _line(synonym_line(reading().session, synonyms_id))


@bp.post("/synonyms/<int:synonyms_id>")
@may(OFFICER)
def change(synonyms_id: int) -> ResponseReturnValue:
    line = synonym_line(reading().session, synonyms_id)
    form = WordsForm().shown_on(lambda form: _line(line, changing=form))
    form.submit(lambda uow: change_synonyms(uow, synonyms_id, read_words(form.words.data)))
    return done(_l("Sinonim disimpan dan langsung berlaku."), ".index")


@bp.post("/synonyms/<int:synonyms_id>/remove")
@may(OFFICER)
def remove(synonyms_id: int) -> ResponseReturnValue:
    line = synonym_line(reading().session, synonyms_id)
    form = RemoveForm().shown_on(lambda form: _line(line, removing=form))
    form.submit(lambda uow: remove_synonyms(uow, synonyms_id, reason=form.reason.data))
    return done(_l("Sinonim dihapus: %(words)s.", words=line.text), ".index")


def _list(adding: WordsForm | None = None) -> str:
    """What is looked for is tried as well, and the lines are those that its words stand in as it was understood."""
    uow, text, number = reading(), words_arg(LONGEST), page_number()
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


def _line(line: SynonymLine, *, changing: WordsForm | None = None, removing: RemoveForm | None = None) -> str:
    return render_template(
        "office/synonyms/line.html",
        line=line,
        changing=changing or WordsForm(formdata=None, words=line.text),
        removing=removing or RemoveForm(formdata=None),
        entries=history(reading().session, "synonyms", line.synonyms_id),
    )
