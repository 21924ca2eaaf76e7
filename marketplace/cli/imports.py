"""Files into the books: the registers of shops, and the city's own lists; its recaps are in `recaps`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from marketplace.accounts.models import Organisation
from marketplace.cli.answers import AnswerType, answers_of, any_of, refuse_unknown
from marketplace.cli.context import Family, as_officer, show_json, tools, transact
from marketplace.cli.files import BAD_ROWS, FILE, PeriodType, bytes_of, keep_bad_rows
from marketplace.cli.recaps import recap
from marketplace.db.uow import UnitOfWork
from marketplace.imports.asking import asked
from marketplace.imports.declaring import declare_offered, offered_with
from marketplace.imports.lists.lines import CityList
from marketplace.imports.lists.services import check_list, commit_list, read_list
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.recaps.services import undo_recap
from marketplace.imports.registers.answers import register_json
from marketplace.imports.registers.questions import Question, QuestionKey
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.services import (
    MarkedRegister,
    check_register,
    commit_register,
    marked_register,
    plan_register,
    read_file,
)
from marketplace.imports.totals import OfferedTotal
from marketplace.imports.undoing import undo_import
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import PARTNER

group = Family("imports", help="Files into the books: registers of shops, the city's lists and recaps.")
group.add_command(recap)


DAY = click.DateTime(["%Y-%m-%d"])


@group.command("producers")
@click.argument("file", type=FILE)
@click.option("--since", type=DAY, help="Local from this day on; without it there is no lower bound.")
@BAD_ROWS
def producers(file: Path, since: datetime | None, bad_rows: Path | None) -> None:
    """The city's list of makers: local on its word, nothing certified, nothing listed."""
    _import_list(BatchKind.PRODUCERS, file, bad_rows, since=since.date() if since else None)


@group.command("products")
@click.argument("file", type=FILE)
@BAD_ROWS
def products(file: Path, bad_rows: Path | None) -> None:
    """The city's list of products, as drafts of the makers on its other list."""
    _import_list(BatchKind.PRODUCTS, file, bad_rows)


@group.command("purchases")
@click.argument("file", type=FILE)
@click.option("--partner", "public_id", required=True, metavar="PUBLIC_ID")
@click.option("--period", type=PeriodType(), required=True)
@click.option("--mapping", type=click.Choice(list(MAPPINGS)), help="Otherwise the most likely one.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=AnswerType(),
    help="To a question of the file; may be given for each.",
)
@click.option("--commit", is_flag=True, help="Write; otherwise this is a dry run.")
@click.option(
    "--declare", is_flag=True, help="With --commit: also file each month's total spend for the shop."
)
@BAD_ROWS
@click.option("--json", "as_json", is_flag=True)
def purchases(
    file: Path,
    public_id: str,
    period: MonthSpan,
    mapping: str | None,
    answers: tuple[tuple[str, str], ...],
    commit: bool,
    declare: bool,
    bad_rows: Path | None,
    as_json: bool,
) -> None:
    """A shop's purchase register. Bad rows stop no other, and a rerun adds nothing.

    Where the file can be read in two ways it has questions, and nothing is written until each is answered.
    """
    if declare and not commit:
        raise click.UsageError("--declare files what --commit writes; say both.")
    given: dict[str, Any] = {"content": bytes_of(file), "name": file.name, "mapping": mapping}
    partner = as_officer().find(Organisation, public_id=public_id, kind=PARTNER)
    said = dict(answers)
    refused = said.pop(QuestionKey.REFUSED.value, "") if declare else ""  # asked of what is declared
    register = read_file(as_officer(), tools(), period=period, answers=said, partner_id=partner.id, **given)
    marked = marked_register(partner.id, register)
    questions = asked(register, plan_register(as_officer(), marked))
    refuse_unknown(register.answers, register.answerable, questions)
    still = [one.question for one in questions if one.open]
    batch, written = None, 0
    if commit and not still:
        content: dict[str, Any] = {"content": given["content"], "name": file.name}
        totals = offered_with(as_officer(), tools(), marked, **content) if declare else {}
        batch, written = transact(lambda uow: _commit(uow, marked, given, totals, refused), as_officer)
    keep_bad_rows(bad_rows, register.refused)
    if as_json:
        show_json(register_json(register, file.name, written, batch, still))
    else:
        _show(register, file.name, written if batch else None)
    if commit and still:
        raise Refused(_open(still))


@group.command("undo")
@click.argument("batch", metavar="BATCH")
@click.option("--reason", required=True, metavar="TEXT")
def undo(batch: str, reason: str) -> None:
    """Take a committed register or recap back whole, while none of its months is published."""
    found = as_officer().find(ImportBatch, public_id=batch)
    is_recap = found.kind is BatchKind.RECAP and found.recap_id is None
    take_back = undo_recap if is_recap else undo_import
    transact(lambda uow: take_back(uow, found.id, reason=reason), as_officer)
    click.echo(f"import {batch} undone")


def _commit(
    uow: UnitOfWork,
    marked: MarkedRegister,
    given: dict[str, Any],
    totals: Mapping[Month, OfferedTotal],
    refused: str,
) -> tuple[str, int]:
    """The batch's public id, and how many rows were new.

    With `totals`, the office declares them in the shop's name and signs so.
    """
    batch = check_register(uow, tools(), marked.partner_id, marked.register, **given)
    written = commit_register(uow, batch.id, marked).written
    office, shop = (uow.get(Organisation, number).name for number in (uow.actor.at, marked.partner_id))
    signer = f"{office} atas nama {shop}"
    declare_offered(uow, marked.partner_id, totals, signer=signer, file_id=batch.file_id, refused=refused)
    return batch.public_id, written


def _open(questions: Sequence[Question]) -> Label:
    named = "; ".join(
        f"--answer {any_of(answers_of(question), question.key.value)}" for question in questions
    )
    return _l("Belum ada yang dicatat: berkas ini perlu jawaban, %(asked)s.", asked=named)


def _import_list(kind: BatchKind, file: Path, bad_rows: Path | None, *, since: date | None = None) -> None:
    given: dict[str, Any] = {"content": bytes_of(file), "name": file.name}
    city_list = read_list(as_officer(), tools(), kind, **given)

    def write(uow: UnitOfWork) -> int:
        batch = check_list(uow, tools(), kind, city_list, **given)
        return commit_list(uow, batch.id, city_list, since=since).written

    written = transact(write, as_officer)
    keep_bad_rows(bad_rows, city_list.refused)
    click.echo(_summary(city_list, kind, written))
    for word, lines in (("skipped", city_list.skipped), ("bad", city_list.bad)):
        for line in lines:
            click.echo(f"{word} {line.ref}: {line.note}")


def _summary(found: CityList[Any], kind: BatchKind, written: int) -> str:
    return (
        f"{written} {kind.value} written, {len(found.known)} known already,"
        f" {len(found.skipped)} skipped, {len(found.bad)} bad"
    )


def _show(register: PurchaseRegister, name: str, written: int | None) -> None:
    """Figures first, then every bad row; `written` is nothing in a dry run."""
    local = sum(row.net for row in register.local_rows)
    click.echo(
        f"{name}, {register.period}: {len(register.rows)} good ({register.returns} of them returns),"
        f" {len(register.bad)} bad, {sum(register.skipped.values())} skipped"
    )
    click.echo(f"{spell(register.net_total)} without VAT, {spell(local)} of it from local makers")
    for note in register.notes:
        click.echo(f"note: {note.note}")
    for ref, warning in register.warnings:
        click.echo(f"note {ref}: {warning.label}")
    for bad in register.bad:
        click.echo(f"bad {bad.ref}: {bad.note}")
    for question in register.questions:
        click.echo(f"question {question.key}: {question.about}")
        for choice in question.choices:
            agrees = {True: ", as the file's own total", False: ", not the file's own total", None: ""}
            click.echo(
                f"  --answer {question.key}={choice.value}: {choice.label};"
                f" {spell(choice.total)}{agrees[choice.agrees]}"
            )
    click.echo("A dry run: nothing is written." if written is None else f"{written} rows written")
