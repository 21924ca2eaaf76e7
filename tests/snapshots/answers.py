"""An answer of the program as text, whatever its media type, and the addresses it links to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import openpyxl
import pypdf

PAGER = "~ "  # begins each line of a pager
INLINE = re.compile(
    "a|abbr|b|button|code|em|i|img|input|label|mark|option|path|small|span|strong|sub|sup|svg|td|th|time|use"
)
DRAWN = re.compile(r"^(?!/static/).*\.svg$")  # a chart or a QR; assets have names that change
ATTRIBUTES = ("alt", "aria-label", "data-l", "placeholder", "title")  # shown or read out


class PageText(HTMLParser):
    """The words of a page, a line per block, with the addresses of its links and the fields of its forms."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.lines, self.links = address, list[str](), set[str]()
        self._line, self._hrefs, self._hidden, self._prefix = "", list[str](), 0, ""
        self._query: dict[str, list[str]] | None = None  # of a GET form: its fields, each with its values
        self._action, self._select = "", ""
        self.feed(text)
        self._end_line()

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if not INLINE.fullmatch(tag):
            self._end_line()
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "nav" and "pager" in given.get("class", ""):
            self._prefix = PAGER
        elif tag in ("td", "th"):
            self._line += " | "
        elif tag == "meta" and given.get("name") == "description":
            self._line += given.get("content", "")
        elif tag == "a":
            self._hrefs.append(given.get("href", ""))
        elif tag == "img" and DRAWN.search(given.get("src", "")):
            self._add_link(given["src"])
        elif tag == "form":
            self._begin_form(given)
        elif tag in ("input", "button", "select", "option", "textarea"):
            self._add_field(tag, given)
        for name in ATTRIBUTES:
            self._line += f" {{{given[name]}}}" if name in given else ""
        if given.get("hx-get"):
            self._add_link(given["hx-get"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._hrefs and (href := self._hrefs.pop()):
            self._add_link(href)
        if not INLINE.fullmatch(tag):
            self._end_line()
        if tag in ("script", "style"):
            self._hidden -= 1
        elif tag == "nav":
            self._prefix = ""
        elif tag == "form":
            self._end_form()
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line += data

    def _end_line(self) -> None:
        if words := " ".join(self._line.split()):
            self.lines.append(self._prefix + words)
        self._line = ""

    def _add_link(self, href: str) -> None:
        link = normal(urljoin(self.address, href))
        self.links.add(link)
        self._line += f" <{link}>"

    def _begin_form(self, given: Mapping[str, str]) -> None:
        action = normal(urljoin(self.address, given.get("action") or self.address))
        method = given.get("method", "get").lower()
        self._line += f"form {method} <{action}>"
        self._end_line()
        self._query = {} if method == "get" else None
        self._action = urlsplit(action).path

    def _end_form(self) -> None:
        """A GET form links to what it sends as it stands, and with each other value of one of its fields."""
        if self._query is not None:
            first = {name: values[0] for name, values in self._query.items()}
            self._add_query(first)
            for name, values in self._query.items():
                for value in values[1:]:
                    self._add_query({key: text for key, text in (first | {name: value}).items() if text})
        self._query = None

    def _add_query(self, arguments: Mapping[str, str]) -> None:
        self.links.add(normal(f"{self._action}?{urlencode(arguments)}"))

    def _add_field(self, tag: str, given: Mapping[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if name == "csrf_token" or re.fullmatch(r"[0-9a-f]{32}", value):
            value = "*"  # new each time
        flags = [word for word in ("checked", "selected", "required", "disabled") if word in given]
        self._line += f" [{' '.join([tag, *([kind] if tag == 'input' else []), f'{name}={value}', *flags])}] "
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            name = self._select
        elif tag != "input":
            return
        if self._query is not None and name:
            values = self._query.setdefault(name, [""] if kind in ("radio", "checkbox") else [])
            values.insert(0 if flags else len(values), value)


def normal(address: str) -> str:
    """The address with its query arguments sorted and without a fragment."""
    parts = urlsplit(address)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return parts._replace(query=query, fragment="").geturl()


def as_text(address: str, answer: Any) -> tuple[str, set[str]]:
    """A Werkzeug response as text: address, status, media type, file name and content. The second is its links."""
    content, kind = answer.data, answer.mimetype
    named = answer.headers.get("Content-Disposition", "")
    head, links = f"{address}\n{answer.status_code} {kind} {named}".rstrip() + "\n", set[str]()
    if answer.location:
        links.add(normal(urljoin(address, answer.location)))
        text = f"redirects to <{normal(answer.location)}>"
    elif kind == "text/html":
        page = PageText(address, answer.text)
        text, links = "\n".join(page.lines), page.links
    elif content.startswith(b"PK"):
        text = "\n".join(_cells(content))
    elif kind == "application/pdf":
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif kind.startswith("text/") or kind.endswith(("json", "xml")):
        text = content.decode("utf-8", "backslashreplace").replace("\r", "\\r")
    else:
        text = sha256(content).hexdigest()
    return head + text + "\n", links


def _cells(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        yield f"sheet {sheet.title}"
        for row in sheet.iter_rows():
            yield " | ".join(f"{cell.value!r} {cell.number_format}" for cell in row)
