"""Every view states who may open it; one that does not is refused for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel import roles
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.policy import Policy, in_person, policy
from marketplace.web.context import actor

View = TypeVar("View", bound=Callable[..., Any])


@policy
def anyone(_: Actor, __: object) -> bool:
    return True


@policy
def signed_in(visitor: Actor, _: object) -> bool:
    return visitor.user_id is not None


@policy
def representing(visitor: Actor, _: object) -> bool:
    return visitor.on_behalf_of is not None


@policy
def producer(visitor: Actor, _: object) -> bool:
    return visitor.kind is roles.PRODUCER and visitor.has(*roles.BUSINESS_ROLES)


@policy
def partner(visitor: Actor, _: object) -> bool:
    return visitor.kind is roles.PARTNER and visitor.has(*roles.BUSINESS_ROLES)


@policy
def owner(visitor: Actor, _: object) -> bool:
    """Of the producer or partner acted for."""
    return visitor.has(roles.OWNER)


@policy
def officer(visitor: Actor, _: object) -> bool:
    return visitor.has(roles.OFFICER)


@policy
def approver(visitor: Actor, _: object) -> bool:
    return visitor.has(roles.APPROVER)


@policy
def auditor(visitor: Actor, _: object) -> bool:
    return visitor.has(roles.AUDITOR)


@policy
def viewer(visitor: Actor, _: object) -> bool:
    return visitor.has(roles.VIEWER)


@policy
def province(visitor: Actor, _: object) -> bool:
    """Of the government above the city: sees what is published of whole months, and nothing else."""
    return visitor.has(roles.PROVINCE)


@policy
def sysadmin(visitor: Actor, _: object) -> bool:
    return visitor.has(roles.SYSADMIN)


ANYONE, KNOWN, PRODUCER, PARTNER, REPRESENTING = anyone, signed_in, producer, partner, representing
SIGNED_IN = signed_in & in_person  # one's own account waits while one acts on behalf of a business
OFFICER, APPROVER, AUDITOR, VIEWER, SYSADMIN = officer, approver, auditor, viewer, sysadmin
PROVINCE = province
OWNER = owner
OFFICIAL = OFFICER | APPROVER | AUDITOR | VIEWER
STAFFED = OFFICIAL | SYSADMIN


def may(who: Policy) -> Callable[[View], View]:
    def state(view: View) -> View:
        view.__dict__["may"] = who
        return view

    return state


def who_may(endpoint: str) -> Policy | None:
    """What the view behind an endpoint states; static files are for anyone."""
    if endpoint.rpartition(".")[2] == "static":
        return ANYONE
    return getattr(current_app.view_functions[endpoint], "may", None)


def init_app(app: Flask) -> None:
    @app.before_request
    def gate() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such address: the 404 page says so
        who = who_may(request.endpoint)
        if who is not None and who.allows(actor(), None):
            return None
        if actor().user_id is None and request.method in ("GET", "HEAD"):
            return redirect(url_for("account_sign_in.show", next=request.full_path.rstrip("?")))
        raise Forbidden(f"{request.endpoint} needs {who.name if who else 'a rule'}")
