"""What a maker sold lately."""

from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.web import trade
from marketplace.web.tasks import Chart, Figure


def sold_this_month(uow: UnitOfWork) -> Figure:
    return trade.amount(uow, gettext("Terjual bulan ini"), trade.sold(uow))


def shops_this_month(uow: UnitOfWork) -> Figure:
    return trade.others(uow, gettext("Toko yang membeli"), trade.sold(uow), "partners")


def sales(uow: UnitOfWork) -> Chart | None:
    return trade.chart(uow, gettext("Penjualan 6 bulan, juta rupiah"), trade.sold(uow))
