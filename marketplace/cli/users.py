"""People with an account."""

from __future__ import annotations

import click

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import find_user
from marketplace.accounts.services import passwords, seats
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.cli.context import Family, address, show_json, transact
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE_ROLES, Role

group = Family("users", help="People with an account.")
ROLES = click.Choice([role.value for role in (*BUSINESS_ROLES, *OFFICE_ROLES)])


@group.command("create")
@click.option("--email", required=True)
@click.option("--organisation", "public_id", required=True, metavar="PUBLIC_ID")
@click.option("--role", required=True, type=ROLES)
@click.option("--name", help="Otherwise what stands before the @.")
@click.option("--json", "as_json", is_flag=True)
def create(email: str, public_id: str, role: str, name: str | None, as_json: bool) -> None:
    """Seat a person in an organisation; one without a password gets a one-time link, printed here."""
    made = transact(lambda uow: _seat(uow, email, public_id, Role(role), name))
    if as_json:
        show_json(made)
    else:
        click.echo(made["link"] or f"{made['email']} already has a password and now sits there as {role}.")


@group.command("reset-second-factor")
@click.option("--email", required=True)
def reset(email: str) -> None:
    """For a lost telephone: the person sets up a new one at their next sign-in."""
    plain = seats.plain_email(email)
    transact(lambda uow: reset_second_factor(uow, uow.find(User, email=plain).id))


def _seat(uow: UnitOfWork, email: str, public_id: str, role: Role, name: str | None) -> dict[str, str | None]:
    organisation, link = uow.find(Organisation, public_id=public_id), None
    user = _person(uow, email, name)
    seats.give_seat(uow, user.id, organisation.id, role)
    if user.password_hash is None:
        token = passwords.issue_link(uow, user.id, passwords.FIRST_PASSWORD)
        link = address("account_recovery.set_password", token=token)
    return {"user": user.public_id, "email": user.email, "role": role.value, "link": link}


def _person(uow: UnitOfWork, email: str, name: str | None) -> User:
    known = find_user(uow.session, email)
    return known or seats.create_user(uow, name or email.partition("@")[0], email)
