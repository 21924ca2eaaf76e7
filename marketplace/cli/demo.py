"""A city to try the program on."""

from __future__ import annotations

import click
from flask import current_app

from config import Settings
from marketplace.app import REACTIONS
from marketplace.cli.context import Family, show_json, system_unit, tools, transact
from marketplace.db.demo_mark import mark_as_demo
from marketplace.demo.loading import SIZES, is_filled, load_city
from marketplace.demo.office import PASSWORD, TOTP_SECRET, accounts
from marketplace.kernel.events import Bus

LATER = ("city", "province")

group = Family("demo", help="A city to try the program on.")


@group.command("load")
@click.option("--size", type=click.Choice([*SIZES, *LATER]), default="small", show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True, help="Another one, another city.")
@click.option("--if-empty", is_flag=True, help="A filled base is marked as a demo and else left alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and accounts as one JSON value.")
def load(size: str, seed: int, if_empty: bool, as_json: bool) -> None:
    """Fill an empty base with an invented city; a filled one is refused and stays as it is.

    A base that this was run on is a demo for good: production does not start on it.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.production:
        raise click.ClickException(
            "MB2_ENV is production, and everybody knows the demo's passwords; nothing was loaded."
        )
    if size in LATER:
        raise click.UsageError(f"the size {size} is not there yet: take {' or '.join(SIZES)}")
    unit = system_unit()
    if if_empty and is_filled(unit.session):
        transact(lambda uow: mark_as_demo(uow.session))
        click.echo("The base is filled already; nothing was loaded. It is marked as a demo for good.")
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
