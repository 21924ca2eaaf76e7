"""The Dinas recap with a shop column: many shops at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from marketplace.accounts.models import Organisation
from marketplace.cli.answers import AnswerType, refuse_unknown
from marketplace.cli.context import as_officer, show_json, tools, transact
from marketplace.cli.files import BAD_ROWS, FILE, PeriodType, bytes_of, keep_bad_rows
from marketplace.db.uow import UnitOfWork
from marketplace.imports.asking import asked
from marketplace.imports.recaps.plans import RecapPlan
from marketplace.imports.recaps.services import Recap, check_recap, commit_recap, planned, read_recap
from marketplace.imports.recaps.shops import ASKS, SKIP
from marketplace.imports.recaps.telling import recap_json
from marketplace.imports.registers.questions import Question
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.names import same_name
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import PARTNER


@click.command("recap")
@click.argument("file", type=FILE)
@click.option("--period", type=PeriodType(), required=True)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=AnswerType(shops=True),
    help="Whose shop:NAME is, or to another question.",
)
@click.option("--commit", is_flag=True, help="Write; otherwise this is a dry run.")
@BAD_ROWS
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def recap(
    file: Path,
    period: MonthSpan,
    answers: tuple[tuple[str, str], ...],
    commit: bool,
    bad_rows: Path | None,
    as_json: bool,
) -> None:
    """The city's recap with a shop column. Rows without a day are claims: never added beside what is recorded.

    Nothing is written while a shop is unknown or the file can be read in two ways. No total is declared.
    """
    given: dict[str, Any] = {"content": bytes_of(file), "name": file.name}
    read = read_recap(as_officer(), tools(), period=period, answers=dict(answers), **given)
    plan = planned(as_officer(), read)
    _refuse_unknown(read, plan)
    still = open_questions(read, plan)
    batch, written = None, 0
    if commit and not still and not read.open_shops:
        batch, written = transact(lambda uow: _commit(uow, read, given), as_officer)
    keep_bad_rows(bad_rows, read.file.register.refused)
    if as_json:
        show_json(recap_json(read, plan, file.name, written, batch, still))
    else:
        _show(read, plan, file.name, still, written if batch else None)
    if commit and batch is None:
        raise Refused(_open(read, still))


def open_questions(recap: Recap, plan: RecapPlan) -> Sequence[Question]:
    """Of the file and of its plan, without those about shops."""
    return [one.question for one in asked(recap.file.register, plan) if one.open]


def _open(recap: Recap, still: Sequence[Question]) -> Label:
    keys = [*(one.key.value for one in still), *(one.key for one in recap.open_shops)]
    named = "; ".join(f'--answer "{key}=…"' for key in keys)
    return _l("Belum ada yang dicatat: berkas ini perlu jawaban, %(asked)s.", asked=named)


def _commit(uow: UnitOfWork, recap: Recap, file: dict[str, Any]) -> tuple[str, int]:
    batch = check_recap(uow, tools(), recap, **file)
    return batch.public_id, commit_recap(uow, batch.id, recap).written


def _refuse_unknown(recap: Recap, plan: RecapPlan) -> None:
    """An answer that the recap does not ask for, or that is none of its choices, is bad usage."""
    names = {same_name(one.text) for one in recap.shops.values()}
    of_file = {}
    for key, value in recap.answers.items():
        if not key.startswith(ASKS):
            of_file[key] = value
        elif same_name(key.removeprefix(ASKS)) in names:
            _refuse_unknown_shop(key, value)
        else:
            raise click.UsageError(f"--answer {key}={value}: this recap names no such shop.")
    refuse_unknown(of_file, recap.file.register.answerable, asked(recap.file.register, plan))


def _refuse_unknown_shop(key: str, value: str) -> None:
    try:
        if value != SKIP:
            as_officer().find(Organisation, public_id=value, kind=PARTNER)
    except NotFound as none:
        raise click.UsageError(
            f"--answer {key}={value}: say the public id of a partner, or {SKIP}."
        ) from none


def _show(recap: Recap, plan: RecapPlan, name: str, still: Sequence[Question], written: int | None) -> None:
    """Figures first, then shop by shop, then every bad row and question; `written` is nothing in a dry run."""
    register = recap.file.register
    click.echo(f"{name}, {register.period}: {len(register.rows)} good, {len(register.bad)} bad")
    for one in plan.shops:
        rows = one.written(recap.answers)
        click.echo(f"{one.shop.name}: {len(rows)} rows, {spell(sum(row.net for row in rows))}")
        for row in one.recorded:
            sums = f"{spell(row.claimed)} claimed, {spell(row.recorded)} recorded: not added"
            click.echo(f"  {row.seller}, {row.month}: {sums}")
    for part in plan.left_out:
        click.echo(f"left out {part.text}: {len(part.rows) + len(part.claims)} rows, {spell(part.net)}")
    for note in register.notes:
        click.echo(f"note: {note.note}")
    for bad in register.bad:
        click.echo(f"bad {bad.ref}: {bad.note}")
    for question in still:
        click.echo(f"question {question.key}: {question.about}")
        for choice in question.choices:
            click.echo(f"  --answer {question.key}={choice.value}: {choice.label}; {spell(choice.total)}")
    for shop in recap.open_shops:
        click.echo(f"question {shop.key}: which partner is it?")
        for known in shop.suggested:
            click.echo(f'  --answer "{shop.key}={known.public_id}": {known.name}')
        click.echo(f'  --answer "{shop.key}={SKIP}": leave it out')
    click.echo("A dry run: nothing is written." if written is None else f"{written} rows written")
