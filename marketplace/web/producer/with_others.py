"""What of a maker's waits with somebody else, told where nothing waits for the maker itself."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.catalog.own_products import ProductsOf, Where
from marketplace.certification.queries import CertificateList
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.review import SUBMITTED
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.order_list import OrderList
from marketplace.ordering.states import PROPOSED, SENT
from marketplace.outreach.casework import CaseList
from marketplace.producers.models import Producer
from marketplace.web.tasks import Task

FEW = 3
LOOKED_OVER = _l("Petugas memeriksa dalam 3 hari kerja.")


def with_officers(uow: UnitOfWork) -> Iterator[Task]:
    mine = uow.actor.organisation
    if uow.get(Producer, mine).state is SUBMITTED:
        yield Task(
            _l("Profil usaha menunggu petugas"), LOOKED_OVER, url_for("producer_profile.show"), kind=""
        )
    products = ProductsOf(producer_id=mine, where=Where.WAITING).count(uow.session)
    if products:
        title = _l("%(count)s produk menunggu petugas", count=products)
        yield Task(title, LOOKED_OVER, url_for("producer_products.index", state=Where.WAITING.value), kind="")
    papers = CertificateList(producer_id=mine, state=SUBMITTED).count(uow.session)
    if papers:
        title = _l("%(count)s surat menunggu petugas", count=papers)
        yield Task(title, LOOKED_OVER, url_for("producer_certificates.index"), kind="", icon="doc")
    for case in CaseList(producer_id=ProducerId(mine), under_way=True).rows(uow.session, limit=FEW):
        yield Task(
            _l("%(paper)s sedang diurus Dinas", paper=case.label),
            _l("Langkah dan yang masih kurang ada di halamannya."),
            url_for("producer_cases.show", public_id=case.public_id),
            kind="",
            icon="doc",
        )


def with_shops(uow: UnitOfWork) -> Iterator[Task]:
    mine = uow.actor.organisation
    for one in HandoverList(producer_id=mine, state=SENT).rows(
        uow.session, Handover.issuer_id == mine, limit=FEW
    ):
        yield Task(
            _l("%(number)s menunggu %(shop)s", number=one.number, shop=one.partner),
            _l("Toko memeriksa kiriman atau hitungan Anda."),
            url_for("producer_handovers.show", public_id=one.public_id),
            due=one.answer_by,
            kind="",
            icon="truck",
        )
    for order in OrderList(producer_id=mine, state=PROPOSED, by_answer=True, up=True).rows(
        uow.session, limit=FEW
    ):
        yield Task(
            _l("Usulan Anda untuk %(number)s menunggu %(shop)s", number=order.number, shop=order.partner),
            _l("Toko menyetujui atau menolak perubahan Anda."),
            url_for("producer_orders.show", public_id=order.public_id),
            due=order.answer_by,
            kind="",
        )
