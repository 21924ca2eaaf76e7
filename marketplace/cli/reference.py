"""What the law gives, into a new base: categories of goods, and which papers each needs since when."""

from __future__ import annotations

import click

from marketplace.certification.services.reference import load_reference
from marketplace.cli.context import Family, transact

group = Family("reference", help="Categories and requirements.")


@group.command("load")
def load() -> None:
    """Write categories and requirements that are not there yet; those that officials changed stay as they are."""
    click.echo(f"{transact(load_reference)} new requirements")
