"""What a partner bought lately from makers of the city."""

from flask import url_for
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.web import trade
from marketplace.web.tasks import Chart, Figure


def bought_this_month(uow: UnitOfWork) -> Figure:
    rows = url_for("partner_purchases.index")
    return trade.amount(uow, gettext("Belanja ke pembuat terdaftar"), trade.bought(uow), url=rows)


def makers_this_month(uow: UnitOfWork) -> Figure:
    return trade.others(uow, gettext("Pembuat bulan ini"), trade.bought(uow), "makers")


def spending(uow: UnitOfWork) -> Chart | None:
    return trade.chart(uow, gettext("Belanja ke pembuat 6 bulan, juta rupiah"), trade.bought(uow))
