"""The journal's proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from marketplace.accounts.models import Organisation
from marketplace.cli.context import Family, show_json, system_unit, transact
from marketplace.compliance.heads import other_heads
from marketplace.journal import queries
from marketplace.journal.heads import stands
from marketplace.journal.sealing import SealedUpTo, seal_unsealed
from marketplace.producers.personal import readings

group = Family("journal", help="The chain of what happened.")


@group.command("verify")
@click.option(
    "--head", "kept", type=(int, str), multiple=True, metavar="SEQ HASH", help="One that was kept elsewhere."
)
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool, kept: Sequence[tuple[int, str]]) -> None:
    """Recompute every hash, and find the head of each published report; exit status 1 names what was touched."""
    session = system_unit().session
    verdict, others = queries.verify(session), [str(one) for one in other_heads(session)]
    gone = [seq for seq, digest in kept if not stands(session, queries.Head(seq, digest))]
    others += [f"entry {seq} is not the one whose head was kept" for seq in gone]
    if as_json:
        show_json(
            {
                "entries": verdict.entries,
                "head": verdict.head.hash,
                "whole": verdict.whole,
                "first_bad_seq": verdict.first_bad_seq,
                "other_heads": others,
            }
        )
    elif verdict.whole:
        click.echo(f"{verdict.entries} entries, unbroken; head {verdict.head.hash or '(empty)'}")
    broken = [] if verdict.whole else [f"the journal is broken at entry {verdict.first_bad_seq}"]
    if broken or others:
        raise click.ClickException("; ".join([*broken, *others]))


@group.command("head")
def head() -> None:
    """The last entry's number and hash, to be kept elsewhere: who has it can tell later if the past was changed."""
    last = queries.head(system_unit().session)
    click.echo(f"{last.seq} {last.hash or '(empty)'}")


@group.command("seal")
def seal() -> None:
    """Digests of rows that were there before the journal kept them; once for each table, the second time none."""
    place: SealedUpTo | None = None
    while True:
        place = transact(lambda uow, at=place: seal_unsealed(uow, at))  # type: ignore[misc]
        if place is None:
            break
    click.echo("every table is sealed")


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
