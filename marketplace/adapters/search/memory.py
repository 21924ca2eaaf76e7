"""A search engine for tests and for one process: it finds what Whoosh finds, and keeps it nowhere."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from marketplace.adapters.search.querying import answer
from marketplace.adapters.search.scoring import FIELDS, Weighed, fields_of
from marketplace.ports.search import Hits, SearchDocument


class MemorySearch:
    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._known: dict[int, SearchDocument] = {}
        self._shelf: Weighed | None = None

    def index(self, documents: Iterable[SearchDocument], gone: Iterable[int] = ()) -> None:
        with self._writing:
            for product_id in gone:
                self._known.pop(product_id, None)
            self._known |= {document.product_id: document for document in documents}
            self._shelf = None

    def find(
        self, text: str, *, synonyms: Mapping[str, Sequence[str]] | None = None, exactly: bool = False
    ) -> Hits:
        return answer(self._now(), text, synonyms, exactly=exactly)

    def complete(self, text: str, *, limit: int = 8) -> list[str]:
        return self._now().complete(text, limit)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        new = {document.product_id: document for document in documents}
        with self._writing:
            self._known, self._shelf = new, None
        return len(new)

    def ready(self) -> bool:
        return True

    def _now(self) -> Weighed:
        with self._writing:
            if self._shelf is None:
                self._shelf = Weighed(_Words(self._known.values()))
            return self._shelf


class _Words:
    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self._having: dict[str, dict[str, set[int]]] = {field: defaultdict(set) for field in FIELDS}
        self._lengths = {}
        for document in documents:
            for field, words in fields_of(document).items():
                for word in words:
                    self._having[field][word].add(document.product_id)
            self._lengths[document.product_id] = len(fields_of(document)["name"])

    def having(self, field: str, word: str) -> Iterable[int]:
        return self._having[field].get(word, ())

    def lexicon(self, field: str) -> Mapping[str, int]:
        return {word: len(ids) for word, ids in self._having[field].items()}

    def length(self, product_id: int) -> int:
        return self._lengths[product_id]
