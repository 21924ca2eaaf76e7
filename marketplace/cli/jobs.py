"""The worker, and jobs by hand."""

from __future__ import annotations

import click
from flask import current_app

from config import SettingsError
from marketplace.cli.context import Family, system_unit, tools, transact
from marketplace.jobs.kinds.base import JOBS, is_outward
from marketplace.startup import refuse_unfit

group = Family("jobs", help="The worker, and jobs by hand.")


@group.command("work")
def work() -> None:
    """Be a worker: deliver the outbox and keep the timetable, until told to stop."""
    try:
        refuse_unfit(current_app)
    except SettingsError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    tools().queue.work()


@group.command("run")
@click.argument("name")
def run(name: str) -> None:
    """Do one job now, one that needs no particulars."""
    if name not in JOBS:
        raise click.BadParameter(f"{name!r} is none of {', '.join(JOBS)}", param_hint="NAME")
    if is_outward(JOBS[name]):
        JOBS[name](system_unit(), tools())
    else:
        transact(lambda uow: JOBS[name](uow, tools()))
