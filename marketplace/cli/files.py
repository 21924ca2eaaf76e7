"""What commands that take a file share: the file, its months, and the rows that are not taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marketplace.cli.context import tools
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Table

FILE = click.Path(dir_okay=False, path_type=Path)
BAD_ROWS = click.option(
    "--bad-rows",
    type=FILE,
    metavar="FILE.xlsx",
    help="Write the rows that are not taken, with their reasons.",
)


class PeriodType(click.ParamType[MonthSpan]):
    name = "2026-07|2026-07..2026-09"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> MonthSpan:
        if isinstance(value, MonthSpan):
            return value
        try:
            return MonthSpan.parse(value)
        except Refused as refused:
            self.fail(str(refused), param, ctx)


def keep_bad_rows(file: Path | None, table: Table) -> None:
    if file is not None:
        file.write_bytes(tools().sheets.write_xlsx([table]))


def bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.FileError(str(file), hint=error.strerror or "") from error
