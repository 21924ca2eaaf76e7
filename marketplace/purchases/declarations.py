"""The total a partner says it bought in a month: what shares are measured against.

Declaring is an act of its own, and whoever lowers a total waits for an officer
(docs/adr/0041-declarations-are-an-act.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month
from marketplace.purchases import policies
from marketplace.purchases.events import DeclarationDecided, DeclarationWithdrawn, SpendDeclared
from marketplace.purchases.models.declarations import Decision, DeclarationDecision, SpendDeclaration
from marketplace.purchases.recorded import recorded_spend, usual_total
from marketplace.purchases.standing import newest, stands

DECIDED_WITHIN = 3  # working days that an officer has for one that is lower than what stood
FAR = 3  # times the usual, or a third of it: somebody looks twice
LOWER = _l("Lebih rendah daripada yang berlaku. Tulis alasannya; petugas memeriksanya.")
REPLACED = _l("Pernyataan ini sudah diganti dengan yang lebih baru.")


def declare_spend(
    uow: UnitOfWork,
    partner_id: PartnerId,
    month: Month,
    *,
    total: Rupiah,
    signer: str,
    by_category: Mapping[str, int] | None = None,
    excluded: Collection[str] = (),
    local: Rupiah | None = None,
    file_id: AttachmentId | None = None,
    reason: str = "",
    sure: bool = False,
) -> SpendDeclaration:
    """File the month's total in rupiah without VAT. The same figures again change nothing, but answer a question.

    A first or higher total counts at once; one lower than what stands needs a `reason` and waits for an officer.
    Refused for a month to come, for parts above the total, below the local purchases (`local` as judgements read them,
    where the caller can ask), with `excluded` goods or without, and, unless `sure` for a `reason`, if unlikely.
    """
    parts = {code: int(amount) for code, amount in (by_category or {}).items()}
    last, stood = _last(uow, partner_id, month), latest_declaration(uow, partner_id, month)
    row = SpendDeclaration(
        partner_id=partner_id,
        month=str(month),
        revision=last.revision + 1 if last else 1,
        total=total,
        by_category=parts,
        waits=_lowers(stood, total, parts, excluded),
        reason=reason,
        signer=signer,
        file_id=file_id,
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
    )
    uow.demand(policies.DECLARE, row)
    if last and _says_the_same(uow, last, row):
        return last
    _weigh(uow, row, excluded, local, sure=sure and bool(reason))
    return _filed(uow, row)


def withdraw_declaration(
    uow: UnitOfWork, partner_id: PartnerId, month: Month, *, reason: str
) -> SpendDeclaration | None:
    """The month has no total any more, until one is declared anew; None where nothing stands or waits.

    What an import that is undone leaves behind: no total, never a lower one.
    """
    last = _last(uow, partner_id, month)
    if last is None or (
        last.withdrawn or (last.waits and latest_declaration(uow, partner_id, month) is None)
    ):
        return None
    row = SpendDeclaration(
        partner_id=partner_id,
        month=str(month),
        revision=last.revision + 1,
        total=Rupiah(0),
        withdrawn=True,
        reason=reason,
        signer="",
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
    )
    uow.demand(policies.RECORD, row)
    uow.add(row)
    uow.emit(
        DeclarationWithdrawn(
            declaration_id=row.id,
            partner_id=partner_id,
            month=row.month,
            revision=row.revision,
            reason=reason,
        )
    )
    return row


def decide_declaration(
    uow: UnitOfWork, declaration_id: int, *, decision: Decision, reason: str = ""
) -> DeclarationDecision:
    """An officer accepts a declaration or asks about it; a question is answered by a revision.

    Accepting a lowered one makes it count. Refused for one that was decided, replaced or withdrawn.
    """
    declaration = uow.get(SpendDeclaration, declaration_id)
    uow.demand(policies.DECIDE, declaration)
    if uow.session.get(DeclarationDecision, declaration.id) is not None:
        raise Refused(_l("Pernyataan ini sudah diputuskan."))
    last = _last(uow, declaration.partner_id, Month.parse(declaration.month))
    if declaration.withdrawn or last is not declaration:
        raise Refused(REPLACED)
    if decision is Decision.QUERIED and not reason:
        raise Refused(_l("Tulis apa yang perlu dijelaskan mitra."), field="reason")
    row = uow.add(
        DeclarationDecision(
            declaration_id=declaration.id,
            decision=decision,
            reason=reason,
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(DeclarationDecided(declaration_id=declaration.id, decision=decision.value, reason=reason))
    return row


def latest_declaration(uow: UnitOfWork, partner_id: PartnerId, month: Month) -> SpendDeclaration | None:
    """The one that counts, whatever waits; None where nothing was declared or all of it was withdrawn."""
    return uow.session.scalar(
        select(SpendDeclaration).filter_by(partner_id=partner_id, month=str(month)).where(stands())
    )


def _last(uow: UnitOfWork, partner_id: PartnerId, month: Month) -> SpendDeclaration | None:
    """What was said last, whether it counts or not."""
    return uow.session.scalar(
        select(SpendDeclaration).filter_by(partner_id=partner_id, month=str(month)).where(newest())
    )


def _says_the_same(uow: UnitOfWork, last: SpendDeclaration, row: SpendDeclaration) -> bool:
    """The same figures with a new reason answer what an officer asked about the last ones."""
    if last.withdrawn or (last.total, last.by_category) != (row.total, row.by_category):
        return False
    decided = uow.session.get(DeclarationDecision, last.id)
    queried = decided is not None and decided.decision is Decision.QUERIED
    return not queried or row.reason in ("", last.reason)


def _filed(uow: UnitOfWork, row: SpendDeclaration) -> SpendDeclaration:
    uow.add(row)
    uow.emit(
        SpendDeclared(
            declaration_id=row.id,
            partner_id=row.partner_id,
            month=row.month,
            revision=row.revision,
            total=row.total,
        )
    )
    return row


def _lowers(
    before: SpendDeclaration | None, total: Rupiah, parts: Mapping[str, int], excluded: Collection[str]
) -> bool:
    """The whole, any part of it, or what is left without excluded goods: each is what some share is taken of.

    Without parts such a share has no figure at all, which nobody gains from.
    """
    if before is None:
        return False
    told = before.by_category
    lower = any(parts.get(code, 0) < amount for code, amount in told.items() if code not in excluded)
    if parts.keys() >= set(excluded) and told.keys() >= set(excluded):
        lower = lower or _left(total, parts, excluded) < _left(before.total, told, excluded)
    return total < before.total or (bool(parts) and lower)


def _left(total: Rupiah, parts: Mapping[str, int], excluded: Collection[str]) -> Rupiah:
    return Rupiah(total - sum(parts.get(code, 0) for code in excluded))


def _check(uow: UnitOfWork, row: SpendDeclaration) -> None:
    if Month.parse(row.month) > Month.of(uow.today):
        raise Refused(_l("Bulan itu belum mulai; nyatakan belanja bulan yang sudah berjalan."), field="month")
    if sum(row.by_category.values()) > row.total:
        raise Refused(_l("Jumlah per kategori melebihi total; periksa kembali angkanya."), field="total")


def _weigh(
    uow: UnitOfWork, row: SpendDeclaration, excluded: Collection[str], local: Rupiah | None, *, sure: bool
) -> None:
    """Refused below what is counted as local, and lowered for no reason; asked about where it is unlikely."""
    _check(uow, row)
    month = Month.parse(row.month)
    recorded = recorded_spend(uow.session, row.partner_id, month)
    local = recorded.local if local is None else local
    if row.total < local:
        sentence = _l(
            "Total %(total)s lebih kecil daripada belanja lokal yang sudah tercatat, %(local)s. Perbaiki totalnya,"
            " atau batalkan dahulu pembelian yang keliru di halaman Pembelian.",
            total=spell(row.total),
            local=spell(local),
        )
        raise Refused(sentence, field="total")
    if (left := _left(row.total, row.by_category, excluded)) < local:
        sentence = _l(
            "Total tanpa barang yang tidak dihitung menurut edaran, %(left)s, lebih kecil daripada belanja lokal yang"
            " tercatat, %(local)s. Perbaiki angkanya, atau batalkan dahulu pembelian yang keliru.",
            left=spell(left),
            local=spell(local),
        )
        raise Refused(sentence, field="total")
    doubt = (
        None
        if sure
        else doubt_about(row.total, recorded.total, usual_total(uow.session, row.partner_id, month))
    )
    if doubt is not None:
        raise Refused(doubt, field="sure")
    if row.waits and not row.reason:
        raise Refused(LOWER, field="reason")


def doubt_about(total: Rupiah, recorded: Rupiah, usual: Rupiah | None) -> Label | None:
    """What is asked before an unlikely total is taken: less than all that is recorded, or far from the usual."""
    if total < recorded:
        return _l(
            "Total %(total)s lebih kecil daripada semua pembelian yang tercatat bulan itu, %(recorded)s. Bila memang"
            " begitu, centang dan tulis alasannya.",
            total=spell(total),
            recorded=spell(recorded),
        )
    if usual and (total > usual * FAR or total * FAR < usual):
        return _l(
            "Total %(total)s jauh dari yang biasa Anda nyatakan, sekitar %(usual)s. Bila memang begitu, centang dan"
            " tulis alasannya.",
            total=spell(total),
            usual=spell(usual),
        )
    return None
