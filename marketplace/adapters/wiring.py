"""Settings in, toolbox out: the only list of implementations."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from config import ROOT, Settings, SettingsError
from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.adapters.mail.file_mail import FileMail
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.mail.smtp_mail import SmtpMail
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.queue.huey_queue import HueyQueue
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.search.memory import MemorySearch
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.adapters.storage.folder import FolderStorage
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.adapters.storage.obstore_storage import ObstoreStorage
from marketplace.adapters.translating import GettextTranslator
from marketplace.ports.mail import Mail
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
    "postgres": lambda settings: PostgresSearch(settings.database_url),
    "whoosh": lambda settings: WhooshSearch(settings.instance / "search"),
}
STORAGES: dict[str, Callable[[str], Storage]] = {
    "memory": lambda url: MemoryStorage(),
    "file": lambda url: FolderStorage(_folder(url)),
    "s3": ObstoreStorage.on_s3,
}
MAILS: dict[str, Callable[[str, str], Mail]] = {
    "memory": lambda url, sender: MemoryMail(),
    "file": lambda url, sender: FileMail(_folder(url), sender),
    "smtp": SmtpMail,
    "smtps": SmtpMail,
}


def toolbox(settings: Settings) -> Toolbox:
    """Raises SettingsError for an address of a kind we have no tool for."""
    sender = f"MB2 Metro Bangga Beli <no-reply@{urlsplit(settings.base_url).hostname}>"
    return Toolbox(
        documents=TypstDocuments(ROOT / "templates" / "documents"),
        mail=_of_kind(MAILS, "MB2_MAIL_URL", settings.mail_url)(settings.mail_url, sender),
        pictures=PillowPictures(),
        queue=QUEUES[settings.queue](settings),
        sealer=FernetSealer(settings.sealing_key_file or settings.instance / "sealing-key"),
        search=SEARCHES[settings.search](settings),
        sheets=SpreadsheetSheets(),
        signer=Ed25519Signer(settings.signing_key_file or settings.instance / "signing-key.pem"),
        storage=_of_kind(STORAGES, "MB2_STORAGE_URL", settings.storage_url)(settings.storage_url),
        translator=GettextTranslator(ROOT / "translations"),
        base_url=settings.base_url.rstrip("/"),
    )


def _of_kind(tools: Mapping[str, T], name: str, url: str) -> T:
    """By how an address begins; the rest of it may hold a password, so it is not repeated."""
    kind = url.partition(":")[0]
    if kind not in tools:
        raise SettingsError(f"{name} must start with one of {', '.join(f'{one}:' for one in tools)}.")
    return tools[kind]


def _folder(url: str) -> Path:
    """`file:/srv/mb2`, `file:///srv/mb2` or `file:instance/files`."""
    return Path(url.removeprefix("file:").removeprefix("//"))
