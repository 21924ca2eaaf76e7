"""The one place where all parts meet."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

from config import ROOT, Settings, SettingsError
from marketplace import tables
from marketplace.accounts.personal import SOURCES as OF_ACCOUNTS
from marketplace.accounts.reactions import REACTIONS as ACCOUNTS
from marketplace.adapters import database, logs, wiring
from marketplace.adapters.identifiers import phone
from marketplace.audits.methods.base import METHODS
from marketplace.billing.methods.base import PAYMENT_METHODS
from marketplace.catalog.reactions import REACTIONS as CATALOG
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.reactions import REACTIONS as CERTIFICATION
from marketplace.circulars.reactions import REACTIONS as CIRCULARS
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.compliance.formats.base import FORMATS
from marketplace.compliance.reactions import REACTIONS as COMPLIANCE
from marketplace.db.uow import UnitOfWork
from marketplace.flags.base import FLAGS
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.reactions import REACTIONS as IMPORTS
from marketplace.imports.registers.asking.base import ASKING
from marketplace.jobs.delivery import Delivery
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.events import Bus
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.ordering.handover_list import shows_reject_photo
from marketplace.ordering.proofs import is_payment_proof, is_qris, shows_payment_proof, shows_qris
from marketplace.ordering.reactions import REACTIONS as ORDERING
from marketplace.outreach.personal import SOURCES as OF_OUTREACH
from marketplace.outreach.reactions import REACTIONS as OUTREACH
from marketplace.partners.mous import shows_mou_scan
from marketplace.producers.personal import SOURCES as OF_PRODUCERS
from marketplace.producers.queries import shows_merged_papers
from marketplace.purchases.queries import shows_evidence
from marketplace.purchases.told_lists import shows_told_photo
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from marketplace.web import (
    access,
    assets,
    converters,
    doors,
    errors,
    forms,
    fragment_cache,
    headers,
    language,
    limits,
    login,
    page_cache,
    proxies,
    report_seals,
    resubmission,
    views,
)
from marketplace.web.office.subjects.base import SUBJECTS
from marketplace.web.public.contact import OfficeContact

DOORS = {
    "public": "",
    "account": "/account",
    "producer": "/producer",
    "partner": "/partner",
    "office": "/office",
}
# Who else may open a paper.
FILE_CHECKS = (
    shows_mou_scan,
    shows_reject_photo,
    shows_payment_proof,
    shows_evidence,
    shows_told_photo,
    shows_merged_papers,
    shows_qris,
)
PRIVATE_FILES = (is_payment_proof, is_qris)  # that officials open only in a dispute, or not at all
PERSONAL_DATA = (*OF_ACCOUNTS, *OF_PRODUCERS, *OF_OUTREACH)  # what is kept about a person, told to them
REACTIONS = (
    ACCOUNTS,
    CATALOG,
    CERTIFICATION,
    CIRCULARS,
    IMPORTS,
    ORDERING,
    OUTREACH,
    COMPLIANCE,
    NOTICES,
    JOURNAL,  # everybody waits at its head, so what comes after it sees all that stands
    UPTAKE,
)
PLUG_FOLDERS = (
    *(ASKING, FLAGS, FORMATS, JOBS, KINDS, MAPPINGS, MEASURES, METHODS, NOTICE_KINDS),
    *(PAYMENT_METHODS, REMINDERS, RULE_TYPES, SUBJECTS),
)
PARTS = (
    converters,
    fragment_cache,
    page_cache,
    views,
    language,
    forms,
    errors,
    headers,
    proxies,
    assets,
    doors,
    login,
    limits,
    access,
    resubmission,
    report_seals,
)


def create_app(settings: Settings) -> Flask:
    """Raises SettingsError where the settings cannot be worked with."""
    settings.make_instance()
    app = Flask(__name__, root_path=str(ROOT))
    app.cli = _Families(app.name)
    app.config.update(
        SECRET_KEY=settings.secret(),
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-mb2" if settings.production else "mb2",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PRODUCTION=settings.production,
        DEMO=settings.env != "production",
        BASE_URL=settings.base_url,
        OFFICE_CONTACT=OfficeContact(
            phone(settings.office_whatsapp), settings.office_email, settings.office_address
        ),
        PROXIES=settings.proxies,
        RATE_LIMITS=settings.rate_limits,
        ROOT=ROOT,
    )
    logs.configure(settings.log)
    tables.metadata()
    for folder in PLUG_FOLDERS:
        folder.load()
    try:
        database.init_app(app, url=settings.database_url, migrations=ROOT / "migrations")
    except OSError as wrong:
        raise SettingsError(
            f"MB2_DATABASE_URL: the folder {wrong.filename} cannot be made: {wrong.strerror}."
        ) from wrong
    _hand_out(app, settings)
    for part in PARTS:
        part.init_app(app)
    _open_doors(app)
    return app


def _hand_out(app: Flask, settings: Settings) -> None:
    """Tools and units of work, for pages, commands and jobs alike."""
    tools, bus = wiring.toolbox(settings), Bus(*REACTIONS)

    def open_unit(actor: Actor) -> UnitOfWork:
        return UnitOfWork(
            database.database.session(), actor=actor, now=clock.now(), bus=bus, queue=tools.queue
        )

    @contextmanager
    def system_unit() -> Iterator[UnitOfWork]:
        with app.app_context():
            yield open_unit(SYSTEM)

    delivery = Delivery(system_unit, tools)
    tools.queue.serve(delivery.deliver, delivery.sweep)
    app.extensions.update(
        settings=settings,
        tools=tools,
        open_unit=open_unit,
        delivery=delivery,
        file_checks=FILE_CHECKS,
        private_files=PRIVATE_FILES,
        personal_data=PERSONAL_DATA,
    )


def _open_doors(app: Flask) -> None:
    """Every page of a door's folder, under the door's address."""
    for door, prefix in DOORS.items():
        package = f"marketplace.web.{door}"
        for module in iter_modules([str(Path(__file__).parent / "web" / door)]):
            page = import_module(f"{package}.{module.name}")
            if hasattr(page, "bp"):
                app.register_blueprint(page.bp, url_prefix=prefix)


class _Families(AppGroup):
    """`cli` stands above this file, so a family of commands is found by name; it is loaded once it is asked for."""

    def list_commands(self, context: Context) -> list[str]:
        families = iter_modules([str(Path(__file__).parent / "cli")])
        return [*super().list_commands(context), *(family.name for family in families)]

    def get_command(self, context: Context, name: str) -> Command | None:
        known = super().get_command(context, name)
        if known is not None or name not in self.list_commands(context):
            return known
        family: Command | None = getattr(import_module(f"marketplace.cli.{name}"), "group", None)
        return family
