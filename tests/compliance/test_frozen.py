"""A page of a published month reads the slices that it shows, whatever else the report holds."""

import pytest
from sqlalchemy import func, select, update

from marketplace.compliance.freezing import MONTH
from marketplace.compliance.frozen import StoredSlices, month_in, partner_in
from marketplace.compliance.models import Report, ReportSlice
from marketplace.compliance.verification import look_at
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month
from tests.compliance.tampering import drop_rules
from tests.factories.circulars import make_circular
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


def test_each_page_reads_one_slice(session, report, statements):
    code = month_in(session, report).partners[1].partner.public_id
    [row] = read_again(session)
    for read in (lambda: month_in(session, row), lambda: partner_in(session, row, code)):
        [said] = statements(read)
        assert "report_slices.text" in said and "report_slices.name = " in said
    assert partner_in(session, row, code).result.clauses[0].counted


def test_a_partner_s_slice_holds_nothing_of_another(session, report):
    month, *shops = StoredSlices(session, report.id)
    names = [f"Toko {number}" for number in range(3)]
    for own, one in zip(names, shops, strict=True):
        assert [name for name in names if name in one.text] == [own]
    assert not any(f'"net":{100_000 + number}' in month.text for number in range(3))


def test_a_slice_that_was_changed_is_not_shown(session, report):
    code = month_in(session, report).partners[1].partner.public_id
    drop_rules(session, "report_slices")
    tripled = func.replace(ReportSlice.text, "100001", "300003")
    session.execute(update(ReportSlice).where(ReportSlice.name != MONTH).values(text=tripled))
    session.commit()
    assert month_in(session, report).city.local == 300_003
    with pytest.raises(Refused, match=f"bagian {code}"):
        partner_in(session, report, code)


def test_many_reports_are_looked_at_in_as_few_statements_as_one(session, signer, report, statements):
    few = statements(lambda: look_at(session, signer, read_again(session)))
    for month in (Month(2026, 7), Month(2026, 6)):
        publish(session, signer, month=month)
    many = statements(lambda: look_at(session, signer, read_again(session)))
    assert len(many) == len(few) == 4
    assert all(found.holds for found in look_at(session, signer, read_again(session)))
