"""The journal's proof."""

from __future__ import annotations

import click

from marketplace.cli.context import Family, show_json, system_unit
from marketplace.journal import queries

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
