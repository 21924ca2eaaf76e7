"""What the partners bought lately from makers of the city."""

from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.web import trade
from marketplace.web.tasks import Chart, Figure


def bought_this_month(uow: UnitOfWork) -> Figure:
    return trade.amount(uow, gettext("Pembelian tercatat bulan ini"), trade.bought_in_the_city(uow))


def partners_this_month(uow: UnitOfWork) -> Figure:
    return trade.others(uow, gettext("Mitra yang membeli"), trade.bought_in_the_city(uow), "partners")


def purchases(uow: UnitOfWork) -> Chart | None:
    return trade.chart(
        uow, gettext("Pembelian dari pembuat 6 bulan, juta rupiah"), trade.bought_in_the_city(uow)
    )
