"""The journal's proof."""

from __future__ import annotations

from dataclasses import asdict

import click

from marketplace.accounts.models import Organisation
from marketplace.cli.context import Family, show_json, system_unit
from marketplace.journal import queries
from marketplace.producers.personal import readings

group = Family("journal", help="The chain of what happened.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Recompute every hash; exit status 1 names the first entry that was touched."""
    verdict = queries.verify(system_unit().session)
    if as_json:
        show_json(
            {
                "entries": verdict.entries,
                "head": verdict.head.hash,
                "whole": verdict.whole,
                "first_bad_seq": verdict.first_bad_seq,
            }
        )
    elif verdict.whole:
        click.echo(f"{verdict.entries} entries, unbroken; head {verdict.head.hash or '(empty)'}")
    if not verdict.whole:
        raise click.ClickException(f"the journal is broken at entry {verdict.first_bad_seq}")


@group.command("seen")
@click.option("--producer", "public_id", metavar="PUBLIC_ID", help="Of one maker only.")
@click.option("--json", "as_json", is_flag=True)
def seen(public_id: str | None, as_json: bool) -> None:
    """Whose personal numbers were seen by whom: NIK, NPWP, bank account, each with the reason given."""
    uow = system_unit()
    producer_id = uow.find(Organisation, public_id=public_id).id if public_id else None
    found = readings(uow.session, producer_id)
    if as_json:
        show_json([asdict(reading) | {"at": reading.at.isoformat()} for reading in found])
        return
    for one in found:
        click.echo(
            f"{one.at:%Y-%m-%d %H:%M} {one.field} of {one.whose} by {one.who or '(system)'}: {one.reason or '-'}"
        )
    if not found:
        click.echo("Nobody had a personal number shown.")
