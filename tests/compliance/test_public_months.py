from marketplace.compliance.freezing import read_document
from marketplace.compliance.months import FEWEST
from marketplace.compliance.public_months import public_months
from marketplace.compliance.services import restate_month
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER
from tests.factories.circulars import make_circular
from tests.factories.months import AUGUST, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase


def make_shops(session, count, month="2026-08"):
    for _ in range(count):
        shop = make_partner(session)
        make_purchase(session, shop, make_maker(session), 100_000, bought_on=Month.parse(month).first_day)
        declare(session, shop, month=month)


def restate(office, signer):
    with office(APPROVER) as uow:
        return restate_month(uow, signer, AUGUST, cause="Terlambat")


class TestRestated:
    def test_one_late_shop_is_in_no_new_sum_and_the_older_ones_stay(self, session, office, signer):
        make_circular(session)
        make_shops(session, 6)
        old = publish(session, signer)
        make_shops(session, 1)
        again = restate(office, signer)
        assert read_document(again.document).figures.withheld
        [month] = public_months(session, limit=12)
        assert (month.number, month.summed.number) == (again.number, old.number)
        assert (month.figures.local, month.document.figures.declaring) == (600_000, 7)

    def test_five_late_shops_are_a_new_sum(self, session, office, signer):
        make_circular(session)
        make_shops(session, 6)
        publish(session, signer)
        make_shops(session, FEWEST)
        again = restate(office, signer)
        [month] = public_months(session, limit=12)
        assert (month.number, month.summed.number, month.figures.local) == (
            again.number,
            again.number,
            1_100_000,
        )

    def test_a_sum_that_was_withheld_is_no_base_for_the_next(self, session, office, signer):
        """The fourth and fifth late shops come with the next report: against the first, five are new."""
        make_circular(session)
        make_shops(session, 6)
        publish(session, signer)
        make_shops(session, 3)
        restate(office, signer)
        make_shops(session, 2)
        assert not read_document(restate(office, signer).document).figures.withheld


def test_months_come_newest_first_in_one_statement(session, signer, statements):
    make_circular(session)
    make_shops(session, 5, "2026-07")
    publish(session, signer, month=Month(2026, 7))
    publish(session, signer)
    assert len(statements(lambda: public_months(session, limit=12))) == 1
    assert [one.document.month for one in public_months(session, limit=12)] == ["2026-08", "2026-07"]
    assert [one.document.month for one in public_months(session, limit=1)] == ["2026-08"]
