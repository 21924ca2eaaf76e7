"""Judging a month, handing it over, and asking whether a report still says what was signed."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app

from marketplace.accounts.models import Organisation
from marketplace.circulars.rules.base import Target
from marketplace.cli.context import Family, address, show_json, system_unit, tools, transact
from marketplace.compliance.envelopes import Envelope, envelope_of, unseal
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.exporting import format_named, paper_of
from marketplace.compliance.formats.base import FORMATS
from marketplace.compliance.models import Report
from marketplace.compliance.months import MonthResult
from marketplace.compliance.office_keys import key_chain, rotate_key
from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.questions import Verification
from marketplace.compliance.verification import verify, verify_alone
from marketplace.compliance.wording import due_sentence, spell_reading
from marketplace.kernel.errors import Refused
from marketplace.kernel.fingerprints import fingerprint, read_fingerprint, spelled
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.kernel.roles import PARTNER

group = Family("compliance", help="Months judged against the circular, and their reports.")


@group.command("evaluate")
@click.option("--period", required=True, metavar="MONTH", help="A month: 2026-08.")
@click.option("--partner", metavar="PUBLIC_ID", help="Only this partner.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
def evaluate(period: str, partner: str | None, as_json: bool) -> None:
    """Judge a month as the books stand now. Nothing is written."""
    uow = system_unit()
    only = [uow.find(Organisation, public_id=partner, kind=PARTNER).id] if partner else None
    result = evaluate_month(uow.session, Month.parse(period), partner_ids=only)
    if as_json:
        show_json(as_values(result))
    else:
        for line in _spoken(result):
            click.echo(line)


@group.command("export")
@click.option("--period", required=True, metavar="MONTH", help="A month: 2026-08.")
@click.option("--format", "key", required=True, metavar="|".join(FORMATS))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export(period: str, key: str, output: Path) -> None:
    """Write a month to a file: as published, else provisional as the books stand now."""
    if key not in FORMATS:
        raise click.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--format")
    uow = system_unit()
    form = format_named(key)
    paper = paper_of(uow, Month.parse(period), _page_of, form=form)
    pieces = form().pieces(tools(), paper)
    with output.open("wb") as file:
        file.writelines(pieces)
    click.echo(f"{paper.number} → {output}")


@group.command("verify")
@click.argument("number", required=False)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A report file.")
@click.option("--public-key", metavar="KEY", help="The office's key, its fingerprint, or a file with either.")
@click.pass_context
def verify_report(ctx: click.Context, number: str | None, file: Path | None, public_key: str | None) -> None:
    """Ask whether a report still says what was signed: by its NUMBER, or from a --file. Exit 1 when it does not.

    With a --public-key nothing but the file is read, so that it works on any machine.
    """
    if (number is None) == (file is None):
        raise click.UsageError("Give a report's number or --file, one of them.")
    if public_key is not None and file is None:
        raise click.UsageError("--public-key goes with --file.")
    result = _verified(number, file, public_key)
    for check in result.checks:
        click.echo(f"{'✓' if check.holds else '✗'} {check.label}{f'. {check.says}' if check.says else ''}")
    if not result.holds:
        away = " (dari kantor lain? beri kuncinya dengan --public-key)" if file and not public_key else ""
        click.echo(f"{result.number}: tidak sah{away}", err=True)
        ctx.exit(1)
    click.echo(f"{result.number}: sah")


def _verified(number: str | None, file: Path | None, public_key: str | None) -> Verification:
    if file is not None and public_key is not None:
        anchor = _fingerprint(public_key)
        return verify_alone(tools().signer, _envelope_in(file), [anchor])
    uow = system_unit()
    envelope = _envelope_in(file) if file else envelope_of(uow.find(Report, number=number))
    return verify(uow.session, tools().signer, envelope)


def _envelope_in(file: Path) -> Envelope:
    try:
        return unseal(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise Refused(_l("Berkas ini bukan laporan MB2; unduh lagi dari halaman laporannya.")) from None


def _fingerprint(given: str) -> str:
    """Of a key that is written out, or stands in a file."""
    try:
        return read_fingerprint(Path(given).read_text("ascii") if os.path.isfile(given) else given)
    except (OSError, ValueError) as wrong:
        raise click.BadParameter(str(wrong), param_hint="--public-key") from wrong


@group.command("keys")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
def keys(as_json: bool) -> None:
    """The office's keys: the one that signs, those that are pinned, and rotations between them."""
    uow, signer = system_unit(), tools().signer
    chain, key = key_chain(uow.session, signer), signer.public_key
    by_hand = bool(current_app.extensions["settings"].pinned())
    if as_json:
        show_json(
            {
                "public_key": key,
                "fingerprint": fingerprint(key),
                "believed": chain.believes(key),
                "pinned": list(chain.anchors) if by_hand else [],
                "rotations": [asdict(one) for one in chain.statements],
            }
        )
        return
    click.echo(f"signs     {spelled(fingerprint(key))}  {key}")
    for one in chain.anchors if by_hand else ():
        click.echo(f"pinned    {spelled(one)}")
    for change in chain.statements:
        followed = " → ".join(spelled(fingerprint(one)) for one in (change.old_key, change.new_key))
        click.echo(f"rotated   {followed} after entry {change.journal.seq}")
    if not by_hand:
        click.echo(f"Nothing is pinned; compare this key and set MB2_OFFICE_KEYS={fingerprint(key)}")
    elif not chain.believes(key):
        raise click.ClickException("the key that signs is not the office's: put back the file of its key")


@group.command("rotate-key")
def rotate_office_key() -> None:
    """Make a new key, have the old one sign for it, and sign with it from now on. The old one is deleted."""
    done = transact(lambda uow: rotate_key(uow, tools().signer))
    tools().signer.succeed()
    click.echo(f"{spelled(fingerprint(done.new_key))} follows {spelled(fingerprint(done.old_key))}")


def as_values(result: MonthResult) -> dict[str, Any]:
    """Money in rupiah, a ratio as its two integers."""
    values = {
        "period": result.month,
        "circular": result.circular.number if result.circular else None,
        "partners": [_partner(one) for one in result.partners],
    }
    city = [_clause(clause) for clause in result.city_clauses]
    return values | ({"city_clauses": city} if city else {})


def _partner(one: PartnerResult) -> dict[str, Any]:
    return {
        "partner": one.partner.public_id,
        "name": one.partner.name,
        "score": one.score,
        "band": one.band,
        "clauses": [_clause(clause) for clause in one.clauses],
    }


def _clause(clause: ClauseResult) -> dict[str, Any]:
    return {
        "code": clause.code,
        "rule": clause.rule,
        "measure": clause.measure,
        "outcome": clause.outcome.value,
        "numerator": clause.numerator,
        "denominator": clause.denominator,
        "target": _target(clause.target),
        "shortfall": clause.shortfall,
        "counted": clause.rows_counted,
        "refused": clause.rows_refused,
    }


def _target(target: Target | None) -> int | list[int] | None:
    if target is None:
        return None
    return target.parts if target.of == 1 else [target.parts, target.of]


def _spoken(result: MonthResult) -> list[str]:
    circular = result.circular.spoken if result.circular else "tidak ada surat edaran yang berlaku"
    lines = [f"{result.month}: {circular}"]
    for one in result.partners:
        lines.append(f"{one.partner.name} ({one.partner.public_id})")
        lines += [_line(clause) for clause in one.clauses]
    if result.city_clauses:
        lines += ["Seluruh kota", *(_line(clause) for clause in result.city_clauses)]
    return lines


def _line(clause: ClauseResult) -> str:
    return f"  {clause.code} {clause.outcome.label}: {spell_reading(clause)}. {due_sentence(clause)}".rstrip()


def _page_of(public_id: str) -> str:
    return address("public_verify.show", code=public_id)
