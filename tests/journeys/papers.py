"""Reads the figures and the words of state of a month back from everything that shows them."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import pypdf
import python_calamine

BOUND = ("Terpenuhi", "Belum terpenuhi", "Belum ada data", "Masih diperiksa")
SPACE = re.compile(r"\s+")
WORD = re.compile("|".join(sorted((*BOUND, "Dikecualikan", "Tidak berlaku"), key=len, reverse=True)))


def plain(text):
    return SPACE.sub(" ", text).strip()


def solid(text):
    """Without any blank: lines of a paper break where they must."""
    return SPACE.sub("", text)


class Tables(HTMLParser):
    """The rows of each table with the heading that it stands under; `text` is all of the page's main part."""

    def __init__(self, page):
        super().__init__()
        self.tables, self._words, self._heading, self._cell, self._inside = [], [], "", None, None
        self.feed(page[page.index("<main") :])
        self.text = plain(" ".join(self._words))

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append((plain(self._heading), []))
        elif tag == "tr":
            self.tables[-1][1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "h2":
            self._heading, self._inside = "", tag
        elif tag == "br":
            self.handle_data("\n")

    def handle_data(self, data):
        self._words.append(data)
        if self._cell is not None:
            self._cell.append(data)
        if self._inside:
            self._heading += data

    def handle_endtag(self, tag):
        if tag == "h2":
            self._inside = None
        elif tag in ("td", "th") and self._cell is not None:
            self.tables[-1][1][-1].append("".join(self._cell).strip())
            self._cell = None


def under_clauses(rows):
    """{(partner, clause): (reading, state)} of the workbook's rows, which have a column for each."""
    head, *others = rows
    places = [head.index(name) for name in ("Mitra", "Butir", "Hasil", "Keadaan")]
    found = {}
    for row in others:
        partner, code, reading, state = (str(row[place]) for place in places)
        found[partner, code] = plain(reading), state
    return found


class Workbook:
    def __init__(self, content):
        book = python_calamine.load_workbook(io.BytesIO(content))
        self.sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        self.rows = under_clauses(self.sheets["Baris"])
        self.said = [row[0] for row in self.sheets["Ringkasan"][1:5]]
        self.kinds = self.sheets["Jenis"][1:]
        self.clauses = [
            dict(zip(self.sheets["Per butir"][0], row, strict=True)) for row in self.sheets["Per butir"][1:]
        ]

    def local_of(self, kind):
        head, *rows = self.sheets["Mitra"]
        name, of, local = (head.index(title) for title in ("Mitra", "Jenis", "Belanja lokal"))
        return {row[name]: int(row[local]) for row in rows if row[of] == kind and row[local] not in ("", 0)}


def csv_states(content):
    """{(partner, clause): (reading, state)} over all partners, and what all reach together by clause."""
    head, *rows, together = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    codes = [title.removesuffix(" hasil") for title in head if title.endswith(" hasil")]
    places = {code: (head.index(f"{code} hasil"), head.index(f"{code} keadaan")) for code in codes}
    found = {
        (row[0], code): (plain(row[reading]), row[state])
        for row in rows
        for code, (reading, state) in places.items()
    }
    return found, {
        code: (plain(together[reading]), together[state]) for code, (reading, state) in places.items()
    }


def board_states(page):
    """{(partner, clause): (reading, state)} of the office's table; a cell without a figure has none."""
    (table,) = [rows for _, rows in page.tables if any(". " in title for title in rows[0])]
    head, *rows = table
    codes = {place: plain(title).partition(".")[0] for place, title in enumerate(head) if ". " in title}
    found = {}
    for row in rows:
        if len(row) < len(head):
            continue  # the foot
        partner = row[0].partition("\n")[0].strip()
        for place, code in codes.items():
            reading, named, _ = row[place].partition(f" {partner}, {code}")
            found[partner, code] = plain(reading) if named else "—", WORD.search(row[place])[0]
    return found


class Letter(Tables):
    """`rows`: {(partner, clause): (reading, state)} of those with data, `together` by clause, `kinds` as they stand."""

    def __init__(self, page):
        super().__init__(page)
        self.rows, self.together, self.kinds, self.figures = {}, {}, [], {}
        for heading, (head, *rows) in self.tables:
            if head[-1] == "Keterangan":
                self._clause(heading.partition(".")[0].removeprefix("Butir "), head, rows)
            elif head[0] == "Jenis":
                self.kinds = [[plain(cell) for cell in row] for row in rows]

    def _clause(self, code, head, rows):
        for row in rows:
            cells = dict(zip(head, map(plain, row), strict=True))
            if cells["Mitra"].startswith("Bersama, "):
                self.together[code] = cells["Hasil"], cells["Keadaan"]
            else:
                self.rows[cells["Mitra"], code] = cells["Hasil"], cells["Keadaan"]
                self.figures[cells["Mitra"], code] = " ".join(cells.values())


def pdf_text(content):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


class FiguresFile:
    def __init__(self, content):
        told = json.loads(content)
        self.said = told["sentences"]
        self.clauses = {clause["code"]: clause for clause in told["clauses"]}
        self.rows = {
            (row["name"], code): (plain(row["reading"]), row["state"])
            for code, clause in self.clauses.items()
            for row in clause["rows"]
        }
        self.states = [(one["kind"], one["state"] or "tidak terikat") for one in told["kinds"]]


def open_data(content):
    """What each buyer spent."""
    sums = {}
    for release in json.loads(content)["releases"]:
        (contract,) = release["contracts"]
        name = release["buyer"]["name"]
        sums[name] = sums.get(name, 0) + contract["value"]["amount"]
    return sums
