"""Settings in, toolbox out: the only list of implementations.

Those that bring a heavy library with them are named by their place and loaded when they are chosen or first used.
"""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from config import ROOT, Settings, SettingsError
from marketplace.adapters.first_use import OnFirstUse, adapter
from marketplace.adapters.mail.file_mail import FileMail
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.mail.smtp_mail import SmtpMail
from marketplace.adapters.queue.huey_queue import HueyQueue
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.search.memory import MemorySearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.adapters.storage.folder import FolderStorage
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.adapters.translating import GettextTranslator
from marketplace.ports.gateways import Gateway
from marketplace.ports.mail import Mail
from marketplace.ports.push import Push
from marketplace.ports.queue import Queue
from marketplace.ports.search import SearchEngine
from marketplace.ports.storage import Storage
from marketplace.ports.toolbox import Toolbox

T = TypeVar("T")

QUEUES: dict[str, Callable[[Settings], Queue]] = {
    "memory": lambda settings: MemoryQueue(),
    "huey": lambda settings: HueyQueue.on_sqlite(settings.instance / "queue.db"),
}
SEARCHES: dict[str, Callable[[Settings], SearchEngine]] = {
    "memory": lambda settings: MemorySearch(),
    "postgres": lambda settings: adapter("search.postgresql_search:PostgresSearch")(settings.database_url),
    "whoosh": lambda settings: WhooshSearch(settings.instance / "search"),
}
STORAGES: dict[str, Callable[[str], Storage]] = {
    "memory": lambda url: MemoryStorage(),
    "file": lambda url: FolderStorage(folder_of(url)),
    "s3": lambda url: adapter("storage.obstore_storage:ObstoreStorage").on_s3(url),
}
MAILS: dict[str, Callable[[str, str], Mail]] = {
    "memory": lambda url, sender: MemoryMail(),
    "file": lambda url, sender: FileMail(folder_of(url), sender),
    "smtp": SmtpMail,
    "smtps": SmtpMail,
}
LOOKS = {
    "file": "file:/srv/mb2/files",
    "s3": "s3://bucket/prefix?endpoint=https://host",
    "smtp": "smtp://user:password@host:587, with / and @ of a password written %2F and %40",
    "smtps": "smtps://user:password@host:465, with / and @ of a password written %2F and %40",
}


def toolbox(settings: Settings) -> Toolbox:
    """Raises SettingsError for an address of a kind we have no tool for."""
    sender = f"MB2 Metro Bangga Beli <no-reply@{urlsplit(settings.base_url).hostname}>"
    later: Any = OnFirstUse
    return Toolbox(
        documents=later("documents.typst_documents:TypstDocuments", ROOT / "templates" / "documents"),
        mail=_tool(MAILS, "MB2_MAIL_URL", settings.mail_url, sender),
        pictures=later("pictures.pillow_pictures:PillowPictures"),
        queue=_queue(settings),
        sealer=later("sealing:FernetSealer", settings.sealing_key_file or settings.instance / "sealing-key"),
        search=SEARCHES[settings.search](settings),
        sheets=later("sheets.spreadsheets:SpreadsheetSheets"),
        signer=later(
            "signing.ed25519_signing:Ed25519Signer",
            settings.signing_key_file or settings.instance / "signing-key.pem",
            settings.pinned(),
        ),
        storage=_tool(STORAGES, "MB2_STORAGE_URL", settings.storage_url),
        gateways=_gateways(settings),
        translator=GettextTranslator(ROOT / "translations"),
        base_url=settings.base_url.rstrip("/"),
        push=_push(settings),
        heads_to=settings.heads_to,
    )


def _push(settings: Settings) -> Push | None:
    if settings.push_key_file is None:
        return None
    sender = f"mailto:{settings.office_email or f'no-reply@{urlsplit(settings.base_url).hostname}'}"
    push: Any = OnFirstUse("push.web_push:WebPush", settings.push_key_file, sender, settings.push_local)
    return cast("Push", push)


def _tool(tools: Mapping[str, Callable[..., T]], name: str, url: str, *more: str) -> T:
    """By how an address begins; the rest of it may hold a password, so it is not repeated."""
    kind = url.partition(":")[0]
    if kind not in tools:
        raise SettingsError(f"{name} must start with one of {', '.join(f'{one}:' for one in tools)}.")
    try:
        return tools[kind](url, *more)
    except ValueError:
        raise SettingsError(f"{name} is no address that can be used; it looks like {LOOKS[kind]}.") from None


def _gateways(settings: Settings) -> Mapping[str, Gateway]:
    """A gateway without keys is none."""
    if not settings.stripe_secret_key:
        return {}
    make = adapter("gateways.stripe_gateway:StripeGateway")
    base = settings.stripe_api_base.rstrip("/")
    return {"stripe": make(settings.stripe_secret_key, settings.stripe_secrets, base)}


def _queue(settings: Settings) -> Queue:
    try:
        return QUEUES[settings.queue](settings)
    except (OSError, sqlite3.Error) as wrong:
        file = settings.instance / "queue.db"
        raise SettingsError(f"MB2_INSTANCE: {file} cannot hold the queue: {wrong}.") from wrong


def folder_of(url: str) -> Path:
    """`file:/srv/mb2`, `file:///srv/mb2` or `file:instance/files`. Raises ValueError where no folder is named."""
    name = url.removeprefix("file:").removeprefix("//")
    if not name:
        raise ValueError("no folder")
    return Path(name)
