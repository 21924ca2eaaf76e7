"""Reads pages as a browser does: where their links lead, and which forms stand on them, filled in as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.browser.people import HOMES, NOT_A_PAGE, shape


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # name -> what it accepts
    dates: dict[str, str] = field(default_factory=dict)  # name -> date or month
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, list[str](), list[Form]()
        self.answer: Any = None  # the first one, which may only lead on
        self._form: Form | None = None
        self._select, self._textarea = "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self._form = Form(action, given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is not None:
            self._read_field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._select = self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] = [data.strip()]

    def _read_field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button" and name:
            self._form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or (given.get("value") and self._select not in self._form.fields):
                self._form.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._textarea = name
            self._form.fields.setdefault(name, [""])
        elif tag == "input" and kind == "file":
            self._form.files[name] = given.get("accept", "")
        elif tag == "input" and kind in ("radio", "checkbox"):
            if "checked" in given or name not in self._form.fields and kind == "radio":
                self._form.fields[name] = [given.get("value", "on")]
        elif tag == "input" and name:
            self._form.fields[name] = [given.get("value", "")]
            if kind in ("date", "month"):
                self._form.dates[name] = kind


def pages(client, *, each_kind: int = 3, first: Sequence[str] = ("/",), met: dict[str, int] | None = None):
    """Every page that links of others lead to, breadth first; of each kind of address at most so many.

    `met` counts the kinds that somebody else has opened already, who may open the same; homes are everybody's own.
    """
    queue, seen = [*first], set[str]()
    met = {} if met is None else met
    for home in HOMES:
        met.pop(home, None)
    while queue:
        path = queue.pop(0)
        if path in seen or met.get(shape(path), 0) >= each_kind:
            continue
        seen.add(path)
        met[shape(path)] = met.get(shape(path), 0) + 1
        answer = first_answer = client.get(path, buffered=True)
        while answer.status_code in (302, 303):
            answer = client.get(answer.location, buffered=True)
        if answer.mimetype != "text/html":
            continue
        page = Page(path, answer.text)
        page.answer = first_answer
        yield page
        for link in page.links:
            parts = urlsplit(urljoin(path, link))
            if parts.netloc == "" and parts.scheme == "" and not NOT_A_PAGE.search(parts.path):
                queue.append(parts._replace(fragment="").geturl())
