"""Holds all papers of a month against its letter: every figure and every word of state is the same."""

import json
import re

from marketplace.compliance.freezing import read_document
from marketplace.compliance.wording import percent, rupiah
from marketplace.compliance.wording import points as basis_points
from tests.journeys.papers import (
    BOUND,
    FiguresFile,
    Letter,
    Tables,
    Workbook,
    board_states,
    csv_states,
    open_data,
    pdf_text,
    plain,
    solid,
)

FIGURE = re.compile(r"Rp[\d.]+|[\d.]+,\d\d %")
OFFICE = "/office/compliance/{}{}"


class Papers:
    """Everything that an official can see or take along of a month."""

    def __init__(self, client, month):
        def take(rest):
            answer = client.get(OFFICE.format(month, rest), buffered=True)
            assert answer.status_code == 200, (rest, answer.status_code)
            return answer

        self.month = month
        self.letter = Letter(take("/report").text)
        self.board = board_states(Tables(take("").text))
        self.pdf = solid(pdf_text(take("/export/pdf").data))
        self.book = Workbook(take("/export/xlsx").data)
        self.csv, self.together = csv_states(take("/export/csv").data)
        self.figures = FiguresFile(take("/export/figures").data)
        self.open_data = open_data(take("/export/ocds").data)
        signed = client.get(OFFICE.format(month, "/export/json"), buffered=True)
        self.document = (
            read_document(json.loads(signed.text)["document"]) if signed.status_code == 200 else None
        )


def assert_they_agree(papers):
    agree_by_partner(papers)
    agree_on_who_stands_apart(papers)
    agree_together(papers)
    agree_in_words(papers)
    agree_on_open_data(papers)
    agree_with_programs(papers)


def agree_by_partner(papers):
    """With data, in each clause that binds: the workbook has them all, and everything else has them alike."""
    known = {at: said for at, said in papers.book.rows.items() if at in papers.letter.rows}
    assert known == papers.letter.rows
    for at, said in known.items():
        assert papers.board[at] == said, at
        assert papers.csv[at] == said, at
        assert solid(papers.letter.figures[at]) in papers.pdf, at


def agree_on_who_stands_apart(papers):
    for (partner, code), (reading, state) in papers.board.items():
        at = partner, code
        assert papers.csv[at][1] == state, at
        if state == "Tidak berlaku":
            assert at not in papers.book.rows and at not in papers.letter.rows, at
            continue
        assert papers.book.rows[at] == (reading, state), at
        if at not in papers.letter.rows:
            assert state not in ("Terpenuhi", "Belum terpenuhi"), at
            assert f"{partner} (" in papers.letter.text and solid(f"{partner} (") in papers.pdf, at
    assert "Tidakberlaku" not in papers.pdf and "Tidak berlaku" not in papers.letter.text


def agree_together(papers):
    for clause in papers.book.clauses:
        code, states = (
            clause["Butir"],
            [state for (_, at), (_, state) in papers.board.items() if at == clause["Butir"]],
        )
        assert clause["Mitra terikat"] == sum(state in BOUND for state in states), code
        for state in {*BOUND, "Dikecualikan"} & clause.keys():
            assert clause[state] == states.count(state), (code, state)
        if code in papers.letter.together:
            reading, state = papers.letter.together[code]
            assert papers.together[code] == (reading, state) and clause["Keadaan bersama"] == state
            assert round(clause["Porsi bersama"] * 10_000) == points(reading), code
            assert solid(f"{reading}{state}") in papers.pdf
    kinds = [row[0] for row in papers.book.kinds]
    assert kinds == [row[0] for row in papers.letter.kinds][: len(kinds)]
    for row, book in zip(papers.letter.kinds, papers.book.kinds, strict=False):
        assert row[-1] == book[-1] and solid("".join(row)) in papers.pdf, row


def agree_in_words(papers):
    """The sentence that is signed, of how many it speaks, the three counts, and what the public is told."""
    for sentence in papers.book.said:
        assert solid(sentence) in solid(papers.letter.text), sentence
        assert solid(sentence) in papers.pdf, sentence


def agree_on_open_data(papers):
    assert papers.open_data == papers.book.local_of("Kantor pemerintah")


def agree_with_programs(papers):
    told = papers.figures
    assert (told.rows, told.said) == (papers.book.rows, papers.book.said)
    assert told.states == [(row[0], row[-1]) for row in papers.book.kinds]
    for clause in papers.book.clauses:
        own = told.clauses[clause["Butir"]]
        assert (own["bound"], own["reported"], own["declared"], own["bought"], own["with_data"]) == tuple(
            clause[name] for name in ("Mitra terikat", "Melapor", "Menyatakan belanja", "Membeli", "Berdata")
        )
        assert (own["state"] or "") == clause["Keadaan bersama"]


def points(reading):
    """`17,55 %` → 1755"""
    return int(plain(reading).removesuffix("%").replace(",", "").replace(".", "").strip())


def assert_the_public_reads_the_same(papers, page, summed):
    """The public page has a published month's sums from the report `summed`, in whose signed text they stand.

    Of a restatement that changed fewer than five partners that is an earlier report, which the page names; else it is
    the newest, and each figure stands in its letter and its PDF too.
    """
    number, letter = papers.document.number, solid(papers.letter.text)
    (row,) = [
        row
        for _, rows in page.tables
        for row in rows
        if len(row) > 2 and plain(row[1]).partition(" ")[0] == number
    ]
    told = [solid(figure) for figure in FIGURE.findall(" ".join(map(plain, row[2:])))]
    assert told == [solid(figure) for figure in sums(summed.figures)], number
    assert (f"jumlah dari {summed.number}" in plain(row[0])) == papers.document.figures.withheld
    if summed.number == number:
        for figure in told:
            assert figure in letter and figure in papers.pdf, figure


def sums(figures):
    """The city's local purchases, and the share of those whom the main clause binds, or of all where there is none."""
    bound = figures.bound
    part, whole = (bound.numerator, bound.denominator) if bound else (figures.local, figures.declared)
    return [rupiah(figures.local), percent(basis_points(part, whole))]
