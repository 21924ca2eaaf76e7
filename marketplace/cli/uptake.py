"""Stored figures of what was bought, which can always be made anew from the ledger."""

from __future__ import annotations

import click

from marketplace.accounts.models import Organisation
from marketplace.cli.context import Family, system_unit
from marketplace.uptake.refreshing import RowDifference, differences, refresh_month
from marketplace.uptake.stored import every_month
from marketplace.uptake.stored_rows import UptakeRow

group = Family("uptake", help="The stored figures of what was bought.")


@group.command("rebuild")
@click.option(
    "--check", is_flag=True, help="Store nothing: name what differs from the ledger; exit 1 if any does."
)
@click.pass_context
def rebuild(ctx: click.Context, *, check: bool) -> None:
    """Store every month anew from the ledger; pages go on reading meanwhile."""
    unit = system_unit()
    months = every_month(unit.session, unit.today)
    if not check:
        for month in months:
            refresh_month(system_unit(), month, whole=True)
        click.echo(f"{len(months)} months stored")
        return
    wrong = [(month, one) for month in months for one in differences(unit.session, month)]
    for month, one in wrong:
        code = unit.get(Organisation, one.partner_id).public_id
        for line in _spoken(one):
            click.echo(f"✗ {month} {code}: {line}")
    if wrong:
        click.echo(f"{len(wrong)} partners' months differ from the ledger", err=True)
        ctx.exit(1)
    click.echo(f"{len(months)} months, each as the ledger says")


def _spoken(difference: RowDifference) -> list[str]:
    return [
        *(f"stored {_row(row)}" for row in difference.stored),
        *(f"the ledger says {_row(row)}" for row in difference.right),
    ]


def _row(row: UptakeRow) -> str:
    what = f"{row.trade.value}, {row.item or 'no known maker'}, grade {row.grade.value}"
    return f"{row.net} rupiah of {row.lines} lines, {what}"
