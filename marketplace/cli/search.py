"""The search index, which can always be made anew from the database."""

from __future__ import annotations

import click

from marketplace.certification.search_documents import every_document
from marketplace.cli.context import Family, system_unit, tools

group = Family("search", help="The index of the catalog.")


@group.command("rebuild")
def rebuild() -> None:
    """Build a new index beside the old one from all that is listed, then switch; searching goes on meanwhile."""
    uow = system_unit()
    count = tools().search.rebuild(every_document(uow.session, uow.today))
    click.echo(f"{count:,} products in the index")
