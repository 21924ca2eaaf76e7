"""How a page for everybody is named to search engines, and how it looks where somebody sends its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from marketplace.catalog.children import Photo
from marketplace.catalog.facets import Facet
from marketplace.ports.pictures import FALLBACK_WIDTHS, widths_of

PAGES = ("page",)
FOR_EVERYBODY: Mapping[str, tuple[str, ...]] = {
    "public_home.show": (),
    "public_catalog.index": PAGES,
    "public_catalog.show": (),
    "public_categories.index": (),
    "public_categories.show": PAGES,
    "public_events.index": (),
    "public_help.show": (),
    "public_partners.index": PAGES,
    "public_partners.show": (),
    "public_privacy.show": (),
    "public_producers.index": PAGES,
    "public_producers.show": PAGES,
    "public_program.show": (),
    "public_standards.index": (),
    "public_uptake.measures": (),
    "public_uptake.measure": (),
    "public_uptake.show": (),
}
"""Pages worth finding, each with the questions that make it another page; all other questions only sort or narrow."""
NARROWING = frozenset({*Facet, "q", "kind", "on"})  # a page of what these leave is no page of the whole


@dataclass(frozen=True)
class Shared:
    """What is shown beside a page's title: some words and a picture, which all readers of links know as JPEG."""

    text: str
    photo: Photo | None = None
    kind: str = "website"

    @property
    def width(self) -> int:
        """Of the picture, in px."""
        return widths_of(self.photo.width, FALLBACK_WIDTHS)[-1] if self.photo else 0

    @property
    def height(self) -> int:
        return self.photo.height * self.width // self.photo.width if self.photo else 0


def canonical() -> str:
    """The one address of the page asked for, whatever else stands in this one; empty where nobody should look."""
    endpoint = request.endpoint or ""
    if endpoint not in FOR_EVERYBODY:
        return ""
    page = request.args.get("page", 1, type=int)
    paged = "page" in FOR_EVERYBODY[endpoint] and page > 1 and not NARROWING & request.args.keys()
    questions: dict[str, Any] = {"page": page} if paged else {}
    return absolute(url_for(endpoint, **(request.view_args or {}), **questions))


def absolute(path: str) -> str:
    """The whole address of one of our pages, as it is known outside."""
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + path
