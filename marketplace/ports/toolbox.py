"""The tools that doors are handed; the wiring chose which ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.ports.documents import Documents
from marketplace.ports.gateways import Gateway
from marketplace.ports.mail import Mail
from marketplace.ports.pictures import Pictures
from marketplace.ports.push import Push
from marketplace.ports.queue import Queue
from marketplace.ports.sealing import Sealer
from marketplace.ports.search import SearchEngine
from marketplace.ports.sheets import Sheets
from marketplace.ports.signing import Signer
from marketplace.ports.storage import Storage
from marketplace.ports.translating import Translator


@dataclass(frozen=True)
class Toolbox:
    documents: Documents
    mail: Mail
    pictures: Pictures
    queue: Queue
    sealer: Sealer
    search: SearchEngine
    sheets: Sheets
    signer: Signer
    storage: Storage
    translator: Translator
    gateways: Mapping[str, Gateway] = field(
        default_factory=dict
    )  # those with keys, by the name of their method
    base_url: str = ""  # where we are, as it stands in letters
    push: Push | None = None  # None: nobody is offered it
    heads_to: Sequence[str] = ()  # addresses that the journal's head is mailed to
