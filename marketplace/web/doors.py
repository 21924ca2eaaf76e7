"""The doors, their menus, and the frame around every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib import import_module
from typing import Any

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup

from marketplace.accounts.represented import Represented
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.labels import Label
from marketplace.web.access import who_may
from marketplace.web.context import actor, reading
from marketplace.web.language import language
from marketplace.web.link_previews import absolute, canonical

DOORS = ("public", "producer", "partner", "office")  # account pages show the menu of the door one came from
DOOR_OF = {roles.PRODUCER: "producer", roles.PARTNER: "partner", roles.OFFICE: "office"}
TABS, LINKS = 5, 6  # at most so many on a phone and on a wide desk; the rest is behind "Lainnya"
ADDRESS = Markup("\x02address\x03")  # where the one of this page is to stand


@dataclass(frozen=True)
class MenuItem:
    """A line of a door's menu; `count` tells how many things wait there."""

    label: Label
    endpoint: str
    icon: str
    count: Callable[[UnitOfWork], int] | None = None


@dataclass(frozen=True)
class MenuLink:
    label: Label
    icon: str
    url: str
    here: bool
    waiting: int


def init_app(app: Flask) -> None:
    app.extensions["menus"] = {door: import_module(f"marketplace.web.{door}.door").MENU for door in DOORS}
    app.extensions["frames"] = {}
    app.context_processor(lambda: {"frame": Frame()})
    app.jinja_env.globals["here"] = here


def home_door() -> str:
    """The door of the organisation the visitor acts for."""
    kind = actor().kind
    return DOOR_OF[kind] if kind else "public"


def menu(door: str | None = None) -> list[MenuLink]:
    """What this visitor may open behind their own door."""
    items: Sequence[MenuItem] = current_app.extensions["menus"][door or home_door()]
    shown = [item for item in items if _may_open(item.endpoint)]
    page = (request.endpoint or "").partition(".")[0]
    return [
        MenuLink(
            label=item.label,
            icon=item.icon,
            url=url_for(item.endpoint),
            here=item.endpoint.partition(".")[0] == page,
            waiting=item.count(reading()) if item.count else 0,
        )
        for item in shown
    ]


def _may_open(endpoint: str) -> bool:
    if endpoint not in current_app.view_functions:
        return False
    who = who_may(endpoint)
    return who is not None and who.allows(actor(), None)


class Frame:
    """What the layout asks for, only when it asks."""

    def part(self, template: str, *, everybody: bool = False, **given: object) -> Markup:
        """A part of the frame. Strangers read the same on every visit to a place, so for them each is made once.

        One for `everybody` depends on the language alone.
        """
        if (self.signed_in and not everybody) or current_app.jinja_env.auto_reload:
            return self._made(template, given)
        place = "" if everybody else request.endpoint
        key = (template, language(), request.script_root, place, *given.values())
        parts: dict[object, Markup] = current_app.extensions["frames"]
        if key not in parts:
            parts[key] = self._made(template, given)
        return parts[key]

    def _made(self, template: str, given: Mapping[str, object]) -> Markup:
        return Markup(current_app.jinja_env.get_template(template).render(frame=self, **given))

    @property
    def foot(self) -> Markup:
        address = request.full_path if request.query_string else request.path
        return self.part("parts/foot.html", address=ADDRESS).replace(ADDRESS, address)

    @cached_property
    def menu(self) -> list[MenuLink]:
        return menu()

    @property
    def tabs(self) -> int:
        """How many stay on a phone."""
        return TABS if len(self.menu) <= TABS else TABS - 1

    @property
    def links(self) -> int:
        """How many stay on a desk."""
        return LINKS

    @property
    def signed_in(self) -> bool:
        return actor().user_id is not None

    @property
    def person(self) -> str:
        return str(g.get("user_name", ""))

    @property
    def organisation(self) -> str:
        return str(g.get("organisation_name", ""))

    @property
    def unread(self) -> int:
        """How much the visitor was told and has not read."""
        return int(g.get("unread", 0))

    @property
    def keeper(self) -> str:
        """Whose unsent entries a shared phone shows: marks of this person and of whom they act for."""
        who = actor()
        if who.user_id is None:
            return ""
        return f"{_mark(str(who.user_id))}.{_mark(f'{who.user_id} at {who.at}')}"

    @property
    def acts_for(self) -> Represented | None:
        """The business that the visitor, an official, stands for just now."""
        found: Represented | None = g.get("acts_for")
        return found

    @property
    def home(self) -> str:
        """Where the brand leads: the visitor's tasks, or the public home."""
        endpoint = f"{home_door()}_home.show"
        return _address_of(endpoint) or "/"

    @cached_property
    def canonical(self) -> str:
        """The address under which strangers should find this page; empty for those who are no strangers."""
        return "" if self.signed_in else canonical()

    def absolute(self, path: str) -> str:
        return absolute(path)

    @property
    def demo(self) -> bool:
        return bool(current_app.config["DEMO"])

    @property
    def account(self) -> str | None:
        """One's own account, which waits while one acts on behalf of a business."""
        return None if self.acts_for else _address_of("account_home.show")

    @property
    def sign_in(self) -> str | None:
        return _address_of("account_sign_in.show")

    @property
    def language(self) -> str | None:
        return _address_of("account_language.choose")

    def has(self, endpoint: str) -> bool:
        return endpoint in current_app.view_functions

    def may(self, endpoint: str) -> bool:
        """Whether this visitor may go there: a page asks before it shows a button that leads to another door."""
        return _may_open(endpoint)


def _mark(text: str) -> str:
    """The same for the same text, and nothing that others could read in it."""
    key = str(current_app.secret_key).encode()[: blake2b.MAX_KEY_SIZE]
    return blake2b(text.encode(), key=key, digest_size=6).hexdigest()


def _address_of(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


PLACE = ("after", "before", "end")  # where a list that pages by key goes on


def here(endpoint: str | None = None, **changes: Any) -> str:
    """This page's own address with some of its questions changed: here(page=2), here(halal=None).

    A list that is asked something else starts on its first page. With an endpoint, the address of another page that is
    asked the same.
    """
    left_out = {
        "page",
        "endpoint",
        *(PLACE if changes else ()),
    }  # "endpoint" is what url_for takes for itself
    args: dict[str, Any] = {
        name: values
        for name, values in request.args.lists()
        if name not in left_out and not name.startswith("_")
    }
    args |= request.view_args or {}
    args |= changes
    return url_for(endpoint or str(request.endpoint), **args)
