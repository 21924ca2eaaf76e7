"""A city to try the program on."""

from __future__ import annotations

import click

from marketplace.app import REACTIONS
from marketplace.cli.context import Family, show_json, system_unit, tools
from marketplace.demo.loading import SIZES, is_filled, load_city
from marketplace.demo.office import PASSWORD, TOTP_SECRET, accounts
from marketplace.kernel.events import Bus

LATER = ("city", "province")

group = Family("demo", help="A city to try the program on.")


@group.command("load")
@click.option("--size", type=click.Choice([*SIZES, *LATER]), default="small", show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True, help="Another one, another city.")
@click.option("--if-empty", is_flag=True, help="A filled base is left alone, and that is no error.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and accounts as one JSON value.")
def load(size: str, seed: int, if_empty: bool, as_json: bool) -> None:
    """Fill an empty base with an invented city; a filled one is refused and stays as it is."""
    if size in LATER:
        raise click.UsageError(f"the size {size} is not there yet: take {' or '.join(SIZES)}")
    unit = system_unit()
    if if_empty and is_filled(unit.session):
        click.echo("The base is filled already; nothing was loaded.")
        return
    made = load_city(unit.session, bus=Bus(*REACTIONS), tools=tools(), now=unit.now, size=size, seed=seed)
    if as_json:
        show_json({"size": size, "seed": seed, "counts": dict(made)})
        return
    for name, number in made.items():
        click.echo(f"{number:>8,} {name.replace('_', ' ')}")
    click.echo(f"\nAccounts (password {PASSWORD}; second factor of officials: secret {TOTP_SECRET}):")
    for account in accounts():
        click.echo(f"  {account.email:<22}{account.what}")
