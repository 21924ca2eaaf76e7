"""What waits for an officer's answer, on the home and beside the menu's line."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l, joined
from marketplace.kernel.roles import OFFICER
from marketplace.places.calendar import workdays_after
from marketplace.purchases.claims import DECIDED_WITHIN
from marketplace.purchases.declared_figure_lists import figures_waiting
from marketplace.purchases.queries import undecided_claims
from marketplace.purchases.told_lists import undecided_sales
from marketplace.uptake.declared import lowered, undecided
from marketplace.web.office.queue import summaries
from marketplace.web.office.subjects.base import PROMISE, SUBJECTS
from marketplace.web.tasks import Task


def reviews(uow: UnitOfWork) -> Iterator[Task]:
    """One task for the whole queue, due when the oldest in it was promised; it opens there."""
    waiting = summaries(uow) if uow.actor.has(OFFICER) else ()
    if not waiting:
        return
    oldest = min((one.oldest for one in waiting), key=lambda item: item.due)
    yield Task(
        title=_l("%(count)d hal menunggu diperiksa", count=sum(one.count for one in waiting)),
        text=_l(
            "%(kinds)s. Terlama %(days)d hari, dari %(maker)s.",
            kinds=joined(
                [joined([SUBJECTS[one.kind].label, str(one.count)]) for one in waiting], between=", "
            ),
            days=oldest.age(uow.today),
            maker=oldest.maker,
        ),
        url=url_for("office_reviews.show", kind=oldest.kind, public_id=oldest.public_id),
        due=oldest.due,
        act=_l("Periksa"),
        icon="doc",
    )


def count_declarations(uow: UnitOfWork) -> int:
    return undecided(uow.session)[0]


def disputed_claims(uow: UnitOfWork) -> Iterator[Task]:
    """One task for all purchases and sales that one side disputes, due when the first was promised a decision."""
    if not uow.actor.has(OFFICER):
        return
    (claims, claimed), (sales, sold) = undecided_claims(uow.session), undecided_sales(uow.session)
    since = min((one for one in (claimed, sold) if one is not None), default=None)
    if since is not None:
        title = (
            _l("%(count)d pembelian dan penjualan dibantah", count=claims + sales)
            if sales
            else _l("%(count)d pembelian dibantah pembuatnya", count=claims)
        )
        yield Task(
            title=title,
            text=_l("Baca kata kedua pihak, lalu putuskan. Sebelum itu tidak dihitung."),
            url=url_for("office_claims.index"),
            due=workdays_after(uow.session, day_of(since), DECIDED_WITHIN),
            act=_l("Putuskan"),
            icon="risk",
        )


def declarations(uow: UnitOfWork) -> Iterator[Task]:
    """One task for all of them, due when the first was promised an answer."""
    count, since = undecided(uow.session) if uow.actor.has(OFFICER) else (0, None)
    if since is not None:
        lower = lowered(uow.session)
        lowering = _l("%(count)d menurunkan totalnya dan belum dihitung sampai Anda terima.", count=lower)
        yield Task(
            title=_l("%(count)d pernyataan belanja menunggu jawaban", count=count),
            text=lowering if lower else _l("Bandingkan dengan yang tercatat, lalu terima atau tanyakan."),
            url=url_for("office_declarations.index"),
            due=workdays_after(uow.session, day_of(since), PROMISE),
            act=_l("Periksa"),
            icon="cash",
        )


def figures_to_verify(uow: UnitOfWork) -> Iterator[Task]:
    """One task for all figures whose evidence nobody has looked at."""
    count, since = figures_waiting(uow.session) if uow.actor.has(OFFICER) else (0, None)
    if since is not None:
        yield Task(
            title=_l("%(count)d angka di luar nota menunggu diverifikasi", count=count),
            text=_l("Cocokkan dengan buktinya. Sebelum itu tidak ikut dinilai."),
            url=url_for("office_figures.index"),
            due=workdays_after(uow.session, day_of(since), PROMISE),
            act=_l("Periksa"),
            icon="doc",
        )
