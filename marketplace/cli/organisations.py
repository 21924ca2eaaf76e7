"""Makers, retailers and the office."""

from __future__ import annotations

import click

from marketplace.accounts.queries import OrganisationList
from marketplace.cli.context import Family, show_json, system_unit
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OrganisationKind
from marketplace.partners.models import Mou
from marketplace.producers.models import Producer

group = Family("organisations", help="Makers, retailers and the office.")
KINDS = click.Choice([kind.value for kind in OrganisationKind])


@group.command("list")
@click.option("--kind", type=KINDS)
@click.option("--json", "as_json", is_flag=True)
def show(kind: str | None, as_json: bool) -> None:
    """All organisations, the oldest first: public_id, name, kind, state."""
    uow = system_unit()
    states = _states(uow)
    found = OrganisationList(kind=OrganisationKind(kind) if kind else None).rows(uow.session)
    lines = [
        {
            "public_id": one.public_id,
            "name": one.name,
            "kind": one.kind.value,
            "state": states.get(one.id, "active"),
        }
        for one in found
    ]
    if as_json:
        show_json(lines)
        return
    for line in lines:
        click.echo("\t".join(line.values()))


def _states(uow: UnitOfWork) -> dict[OrganisationId, str]:
    """A maker's state is that of their review, a retailer's that of their newest memorandum."""
    reviews = uow.session.query(Producer.id, Producer.state)
    memoranda = uow.session.query(Mou.partner_id, Mou.state).order_by(Mou.id)
    return {id: state.value for id, state in (*reviews, *memoranda)}
