"""A page of a published month reads the slices that it shows, whatever else the report holds."""

import pytest
from sqlalchemy import delete, func, select, update

from marketplace.accounts.models import Organisation
from marketplace.compliance.freezing import MONTH
from marketplace.compliance.frozen import StoredSlices, inputs_in, month_in, partner_in
from marketplace.compliance.models import Report, ReportSlice
from marketplace.compliance.verification import look_at
from marketplace.compliance.weak_rows import NEWEST
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month
from tests.compliance.tampering import drop_rules
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase


@pytest.fixture
def report(session, signer):
    make_circular(session)
    for number in range(3):
        partner = make_partner(session, name=f"Toko {number}")
        make_purchase(session, partner, make_maker(session), 100_000 + number)
        declare(session, partner)
    return publish(session, signer)


def read_again(session):
    session.expire_all()
    return session.scalars(select(Report).order_by(Report.id)).all()


def test_each_page_reads_the_slices_that_it_shows(session, report, statements):
    code = month_in(session, report).partners[1].partner.public_id
    [row] = read_again(session)
    reads = [
        (lambda: month_in(session, row), 1),
        (lambda: partner_in(session, row, code), 1),
        (lambda: partner_in(session, row, code, rows=True), 2),
        (lambda: inputs_in(session, row, code), 1),
    ]
    for read, count in reads:
        said = statements(read)
        assert len(said) == count
        assert all("report_slices.text" in one and "report_slices.name = " in one for one in said)
    assert partner_in(session, row, code).result.clauses[0].counted == ()
    assert partner_in(session, row, code, rows=True).result.clauses[0].counted


def test_the_figures_of_a_shop_are_as_short_for_many_lines_as_for_one(session, signer):
    make_circular(session, make_clause(lowest_grade="A"))
    texts = []
    for month, lines in ((Month(2026, 8), 1), (Month(2026, 9), 300)):
        partner = make_partner(session)
        make_purchase(session, partner, make_maker(session), *[1_000] * lines, bought_on=month.first_day)
        declare(session, partner, month=str(month))
        report = publish(session, signer, month=month)
        code = session.get_one(Organisation, partner.id).public_id
        texts.append({one.name: one.text for one in StoredSlices(session, report.id)}[f"{code}/figures"])
        weak = partner_in(session, report, code).weak
        assert (weak.total, weak.net, len(weak.newest)) == (lines, lines * 1_000, min(lines, NEWEST))
        rows = partner_in(session, report, code, rows=True).result.clauses[0]
        assert (rows.rows_refused, len(rows.refused)) == (lines, lines)
    assert len(texts[1]) < len(texts[0]) + NEWEST * 30


def test_a_partner_s_slice_holds_nothing_of_another(session, report):
    month, *shops = StoredSlices(session, report.id)
    names = [f"Toko {number}" for number in range(3)]
    assert [one.name.partition("/")[2] for one in shops] == ["figures", "rows", "books"] * 3
    for at, one in enumerate(shops):
        own = [] if at % 3 == 1 else [names[at // 3]]
        assert [name for name in names if name in one.text] == own
    assert not any(f'"net":{100_000 + number}' in month.text for number in range(3))


def test_a_slice_that_was_changed_is_not_shown(session, report):
    code = month_in(session, report).partners[1].partner.public_id
    drop_rules(session, "report_slices")
    tripled = func.replace(ReportSlice.text, "100001", "300003")
    session.execute(update(ReportSlice).where(ReportSlice.name != MONTH).values(text=tripled))
    session.commit()
    assert month_in(session, report).city.local == 300_003
    with pytest.raises(Refused, match=f"bagian {code}/figures"):
        partner_in(session, report, code)
    with pytest.raises(Refused, match=f"bagian {code}/books"):
        inputs_in(session, report, code)


def test_a_slice_under_the_name_of_another_is_not_shown(session, report):
    first, second, _ = (one.partner.public_id for one in month_in(session, report).partners)
    drop_rules(session, "report_slices")
    for part in ("figures", "rows", "books"):
        session.execute(update(ReportSlice).filter_by(name=f"{second}/{part}").values(name="x"))
        session.execute(update(ReportSlice).filter_by(name=f"{first}/{part}").values(name=f"{second}/{part}"))
        session.execute(update(ReportSlice).filter_by(name="x").values(name=f"{first}/{part}"))
    session.commit()
    for read in (partner_in, inputs_in):
        with pytest.raises(Refused, match=f"bagian {first}/"):
            read(session, report, first)


@pytest.mark.parametrize("part", ["figures", "rows", "books"])
def test_a_slice_that_is_gone_is_no_page(session, report, part):
    code = month_in(session, report).partners[1].partner.public_id
    drop_rules(session, "report_slices")
    session.execute(delete(ReportSlice).filter_by(name=f"{code}/{part}"))
    session.commit()
    if part == "rows":
        with pytest.raises(Refused, match=f"bagian {code}/rows"):
            partner_in(session, report, code, rows=True)
        return
    assert (partner_in if part == "figures" else inputs_in)(session, report, code) is None


def test_many_reports_are_looked_at_in_as_few_statements_as_one(session, signer, report, statements):
    few = statements(lambda: look_at(session, signer, read_again(session)))
    for month in (Month(2026, 7), Month(2026, 6)):
        publish(session, signer, month=month)
    many = statements(lambda: look_at(session, signer, read_again(session)))
    assert len(many) == len(few) == 4
    assert all(found.holds for found in look_at(session, signer, read_again(session)))
