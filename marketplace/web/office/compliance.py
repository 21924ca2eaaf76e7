"""A month judged: partners by clauses, the rows behind every figure, the letter, and what can be taken along."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance import sentences, wording
from marketplace.compliance.exporting import file_name, format_named, paper_of
from marketplace.compliance.figures import own_share
from marketplace.compliance.formats.base import FORMATS
from marketplace.compliance.inputs import period_of
from marketplace.compliance.letters import letter_chart
from marketplace.compliance.queries import (
    evaluate_lines,
    latest_report,
    month_result,
    months_with_news,
)
from marketplace.flags.queries import FlagList
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind
from marketplace.purchases.audits import decide_answer, refuse_line
from marketplace.purchases.models.answers import AnswerRuling, Refusal, RefusalAnswer
from marketplace.purchases.queries import first_line_of
from marketplace.uptake.refusals import refusals_of
from marketplace.uptake.rows import row_of
from marketplace.web.access import AUDITOR, OFFICIAL, may
from marketplace.web.clause_rows import clause_rows
from marketplace.web.context import reading, tools
from marketplace.web.downloads import in_pieces, save_as
from marketplace.web.exporting import file_response
from marketplace.web.forms import Form, LongText, QuantityField, RupiahField, press
from marketplace.web.months import month_named, this_month
from marketplace.web.office.board import Shown, asked, board_of, board_table
from marketplace.web.query_args import file_kind_arg
from marketplace.web.redirects import notify

bp = Blueprint("office_compliance", __name__)


class RefusalForm(Form):
    reason = LongText(
        _l("Alasan"),
        rows=3,
        longest=500,
        help=_l("Toko membaca alasan ini dan dapat menjawabnya dengan bukti."),
    )

    audited = RupiahField(
        _l("Nilai menurut pemeriksaan"),
        required=False,
        help=_l("Bila sebagian benar: rupiah yang tetap dihitung. Kosongkan bila seluruh baris ditolak."),
    )
    quantity = QuantityField(_l("Banyaknya menurut pemeriksaan"), required=False, least=1)


class KeepForm(Form):
    because = LongText(_l("Mengapa belum cukup"), rows=3, longest=500, help=_l("Toko membaca kalimat ini."))


@bp.get("/compliance")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    """The last full month; whoever asks for another one says so."""
    month = request.args.get("month") or this_month().previous
    return redirect(url_for(".show", month=month, **asked()))


@bp.get("/compliance/<month>")
@may(OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    uow, span = reading(), month_named(month)
    result = month_result(uow.session, span)
    return render_template(
        "office/compliance/show.html",
        month=span,
        result=result,
        board=board_of(uow, span, result),
        shown=Shown,
        asked=asked(),
        report=latest_report(uow.session, span),
        period=period_of(uow.session, span),
        months=months_with_news(uow.session, uow.today),
        formats=FORMATS,
        wording=wording,
        kind_of=lambda kind: PartnerKind(kind).label,
    )


@bp.get("/compliance/<month>/board/export")
@may(OFFICIAL)
def board(month: str) -> ResponseReturnValue:
    """What the page shows, as a file."""
    uow, span = reading(), month_named(month)
    table = board_table(board_of(uow, span, month_result(uow.session, span)))
    return file_response(file_kind_arg(), _l("kepatuhan-%(month)s", month=str(span)), table)


@bp.get("/compliance/<month>/report")
@may(OFFICIAL)
def report(month: str) -> ResponseReturnValue:
    uow, span = reading(), month_named(month)
    paper = paper_of(uow, span, _address_of)
    return render_template(
        "office/compliance/report.html",
        month=span,
        paper=paper,
        period=period_of(uow.session, span),
        chart=letter_chart(paper.figures),
        formats=FORMATS,
        sentences=sentences,
        wording=wording,
        own_share=own_share,
        kind_of=lambda kind: PartnerKind(kind).label,
    )


@bp.get("/compliance/<month>/export/<key>")
@may(OFFICIAL)
def export(month: str, key: str) -> ResponseReturnValue:
    form = format_named(key)
    paper = paper_of(reading(), month_named(month), _address_of, form=form)
    return save_as(in_pieces(form().pieces(tools(), paper), form.media_type), file_name(paper, form))


@bp.get("/compliance/<month>/partners/<public_id>/<code>")
@may(OFFICIAL)
def rows(month: str, public_id: str, code: str) -> ResponseReturnValue:
    """What stands behind one figure: the rows counted, and those that are not, each with its reason."""
    found = clause_rows(reading(), month_named(month), public_id, code)
    return render_template("office/compliance/rows.html", found=found, wording=wording)


@bp.get("/purchases/<public_id>")
@may(OFFICIAL)
def purchase(public_id: str) -> ResponseReturnValue:
    """A purchase that somebody names, by its first line."""
    return redirect(url_for(".line", number=first_line_of(reading().session, public_id)))


@bp.get("/compliance/lines/<int:number>")
@may(OFFICIAL)
def line(number: int) -> ResponseReturnValue:
    return _line(number, RefusalForm())


@bp.post("/compliance/answers/<int:number>/accept")
@may(AUDITOR)
def accept(number: int) -> ResponseReturnValue:
    back = url_for(".line", number=_line_of(number))
    press(lambda uow: decide_answer(uow, number, ruling=AnswerRuling.ACCEPTED), back)
    notify(_l("Jawaban diterima; baris ini dihitung lagi."))
    return redirect(back)


@bp.post("/compliance/answers/<int:number>/keep")
@may(AUDITOR)
def keep(number: int) -> ResponseReturnValue:
    line_id = _line_of(number)
    form = KeepForm().shown_on(lambda form: _line(line_id, RefusalForm(formdata=None), form))
    because = form.because.data
    form.submit(lambda uow: decide_answer(uow, number, ruling=AnswerRuling.REFUSED, reason=because))
    notify(_l("Baris ini tetap tidak dihitung; toko membaca alasannya dan dapat menjawab lagi."))
    return redirect(url_for(".line", number=line_id))


@bp.post("/compliance/lines/<int:number>/refuse")
@may(AUDITOR)
def refuse(number: int) -> ResponseReturnValue:
    form = RefusalForm().shown_on(lambda form: _line(number, form))
    counts = form.submit(lambda uow: refuse_line(uow, number, **form.data).audited_net)
    words = _l(
        "Baris ditolak. Penilaian berikutnya tidak menghitungnya sampai auditor menerima jawaban toko."
    )
    if counts:
        words = _l(
            "Baris ditolak sebagian: sampai auditor menerima jawaban toko, %(counts)s yang dihitung.",
            counts=spell(counts),
        )
    notify(words)
    return redirect(url_for(".line", number=number))


def _line_of(answer_id: int) -> int:
    uow = reading()
    return uow.get(Refusal, uow.get(RefusalAnswer, answer_id).refusal_id).line_id


def _line(number: int, form: RefusalForm, keeping: KeepForm | None = None) -> str:
    uow = reading()
    session = uow.session
    row = row_of(session, number)
    (partner,) = evaluate_lines(session, Month.of(row.bought_on), row.partner_id).partners
    return render_template(
        "office/compliance/line.html",
        row=row,
        partner=partner.partner,
        month=Month.of(row.bought_on),
        judged=[(clause, dict(clause.refused).get(number)) for clause in partner.clauses],
        refusals=refusals_of(session, [number]),
        flags=FlagList(line_id=number).rows(session) if uow.allows(AUDITOR, None) else (),
        form=form,
        keeping=keeping or KeepForm(formdata=None),
    )


def _address_of(public_id: str) -> str:
    return url_for("public_verify.show", code=public_id, _external=True)
