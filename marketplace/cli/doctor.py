"""Is the program well: settings, what it stands on, and sums that must agree. It writes one probe and makes folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings, SettingsError
from marketplace import startup
from marketplace.accounts.models import Organisation
from marketplace.accounts.totp import count_in_clear, one_sealed
from marketplace.catalog.indexing import count_listed
from marketplace.cli.context import show_json, system_unit, tools
from marketplace.compliance.heads import other_heads
from marketplace.db.outbox import TOLD_FOR, backlog, given_up
from marketplace.files.originals import changed_files
from marketplace.inventory.reconciliation import (
    compare_batches_with_movements,
    compare_batches_with_stock,
    compare_stock_with_movements,
)
from marketplace.jobs.kinds.seal_second_factors import NAME as SEAL
from marketplace.journal import queries as journal
from marketplace.journal.proving import find_faults
from marketplace.kernel.reconciliation import Disagreement
from marketplace.ordering.reconciliation import (
    compare_consigned_with_handovers,
    compare_dues_with_handovers,
    compare_ledger_with_handovers,
    compare_orders_with_handovers,
    compare_reserved_with_orders,
    find_gaps_in_numbers,
)
from marketplace.outreach.reconciliation import compare_places_with_capacity
from marketplace.uptake.refreshing import differences
from marketplace.uptake.stored import every_month

SHOWN = 5  # disagreements of one kind that are spelled out
PROBE = "doctor/probe"
ONLY_IN_PRODUCTION = ("privacy", "demo")  # faults there, and facts elsewhere


class Ill(Exception):
    """What is wrong, in one line, with the command that mends it where there is one."""


@dataclass(frozen=True)
class Finding:
    check: str
    well: bool
    says: str


def settings() -> str:
    ours: Settings = current_app.extensions["settings"]
    if ours.production and urlsplit(ours.mail_url).scheme not in ("smtp", "smtps"):
        raise Ill("mail stays in a folder in production; set MB2_MAIL_URL to smtp://…")
    return f"{ours.env}, {urlsplit(ours.database_url).scheme}, {ours.queue} queue, {ours.base_url}"


def before_start(name: str) -> Callable[[], str]:
    """What a server asks for before it starts in production."""

    def check() -> str:
        production = current_app.extensions["settings"].production
        try:
            found = startup.CHECKS[name](current_app)
            if production and startup.UNPINNED in found:
                raise Ill(found)
            return found
        except SettingsError as wrong:
            if name in ONLY_IN_PRODUCTION and not production:
                return f"would not do in production: {wrong}"
            raise

    return check


def search() -> str:
    if not tools().search.ready():
        raise Ill("there is no index that can be read: run flask search rebuild")
    uow = system_unit()
    return f"{count_listed(uow.session, uow.today):,} products are listed"


def outbox() -> str:
    uow = system_unit()
    lost = given_up(uow.session, uow.now)
    if lost:
        jobs = ", ".join(f"{job} {count:,}" for job, count in sorted(lost.items()))
        raise Ill(f"given up in the last {TOLD_FOR.days} days: {jobs}; the worker's log says why")
    return f"{backlog(uow.session, uow.now).rows:,} rows wait for the worker, none was given up lately"


def storage() -> str:
    tools().storage.put(PROBE, b"well")
    if tools().storage.get(PROBE) != b"well":
        raise Ill("what was stored came back otherwise")
    return "takes files and gives them back"


def second_factors() -> str:
    session = system_unit().session
    if clear := count_in_clear(session):
        raise Ill(f"{clear:,} stand in clear: run flask jobs run {SEAL}, which the worker does by itself")
    if sealed := one_sealed(session):
        try:
            tools().sealer.open(sealed)
        except ValueError:
            raise Ill(
                "they were sealed with another key: put back the file of MB2_SEALING_KEY_FILE"
            ) from None
    return "are sealed"


def chain() -> str:
    verdict = journal.verify(system_unit().session)
    if not verdict.whole:
        raise Ill(f"broken at entry {verdict.first_bad_seq}")
    return f"{verdict.entries:,} entries, unbroken"


def rows() -> str:
    found = [str(fault) for fault in find_faults(system_unit().session)]
    if found:
        raise Ill("\n  ".join([f"{len(found):,} are not as the journal has them", *found]))
    return "are as the journal has them"


def stored_figures() -> str:
    unit = system_unit()
    months = every_month(unit.session, unit.today)
    wrong = [
        f"{month} of {unit.get(Organisation, one.partner_id).public_id}"
        for month in months
        for one in differences(unit.session, month)
    ]
    if wrong:
        raise Ill(f"differ from the ledger: {', '.join(wrong)}; run flask uptake rebuild")
    return f"of {len(months)} months are as the ledger says"


def files() -> str:
    changed = list(changed_files(system_unit().session, tools().storage, tools().sealer))
    if changed:
        raise Ill(f"gone, or of other bytes than were uploaded: {', '.join(changed)}")
    return "are those that were uploaded"


def heads() -> str:
    if found := other_heads(system_unit().session):
        raise Ill("; ".join(map(str, found)))
    return "stand in the journal"


def agree(sums: Callable[[Any], Sequence[Disagreement]]) -> Callable[[], str]:
    def check() -> str:
        found = sums(system_unit().session)
        if found:
            few = "; ".join(str(one) for one in found[:SHOWN])
            raise Ill(few if len(found) <= SHOWN else f"{few}; and {len(found) - SHOWN:,} more")
        return "agree"

    return check


SUMS: dict[str, Callable[[Any], Sequence[Disagreement]]] = {
    "ledger and handovers": compare_ledger_with_handovers,
    "orders and handovers": compare_orders_with_handovers,
    "consigned and handovers": compare_consigned_with_handovers,
    "dues and handovers": compare_dues_with_handovers,
    "numbers of papers": find_gaps_in_numbers,
    "stock and movements": compare_stock_with_movements,
    "batches and movements": compare_batches_with_movements,
    "batches and stock": compare_batches_with_stock,
    "stock and orders": compare_reserved_with_orders,
    "places of activities": compare_places_with_capacity,
}
CHECKS: dict[str, Callable[[], str]] = {
    "settings": settings,
    **{name: before_start(name) for name in startup.CHECKS},
    "search": search,
    "outbox": outbox,
    "storage": storage,
    "second factors": second_factors,
    "journal": chain,
    **{name: agree(sums) for name, sums in SUMS.items()},
}


DEEP: dict[str, Callable[[], str]] = {
    "heads in reports": heads,
    "rows": rows,
    "stored figures": stored_figures,
    "files": files,
}


def examine(*, deep: bool = False) -> Iterator[Finding]:
    for name, check in (CHECKS | DEEP if deep else CHECKS).items():
        try:
            yield Finding(name, True, check())
        except Ill as ill:
            yield Finding(name, False, str(ill))
        except Exception as fault:  # whatever it is, the other checks are worth asking
            yield Finding(name, False, " ".join(str(fault).split()) or type(fault).__name__)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
@click.option("--deep", is_flag=True, help="Each row that figures stand on, too: takes a while.")
@with_appcontext
def doctor(as_json: bool, deep: bool) -> None:
    """Settings, engines, migrations, and sums that must agree. Exit status 1 on a fault."""
    findings = []
    for finding in examine(deep=deep):
        findings.append(finding)
        if not as_json:
            click.echo(f"{'✓' if finding.well else '✗'} {finding.check}: {finding.says}")
    if as_json:
        show_json([asdict(finding) for finding in findings])
    ill = [finding.check for finding in findings if not finding.well]
    if ill:
        raise click.ClickException(f"not well: {', '.join(ill)}")


group = doctor
