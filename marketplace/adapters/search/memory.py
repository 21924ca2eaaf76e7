"""A search engine for tests and for one process: the same words as Whoosh, kept nowhere."""

from collections.abc import Iterable

from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import code_forms, near, question, words
from marketplace.ports.search import Document

NAME, ROOT, MAKER, TEXT, CODE = 8, 4, 2, 1, 16


class MemorySearch:
    def __init__(self) -> None:
        self._known: dict[int, dict[str, int]] = {}

    def index(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        for product_id in gone:
            self._known.pop(product_id, None)
        for document in documents:
            self._known[document.product_id] = _weights(document)

    def find(self, text: str, *, limit: int = 200) -> list[int]:
        asked = question(text)
        if not asked.words:
            return []
        vocabulary = {term for weights in self._known.values() for term in weights}
        last = asked.words[-1][0]
        groups = [
            [f"={word}", f"~{stem(word)}", f"#{run}"]
            + [f"={other}" for other in _others(word, vocabulary, prefix=word is last)]
            for word, run in asked.words
        ]
        scores = {}
        for product_id, weights in self._known.items():
            best = [max(weights.get(term, 0) for term in group) for group in groups]
            if weights.get(f"#{asked.code}"):
                best.append(CODE)
            elif not all(best):
                continue
            scores[product_id] = sum(best)
        return sorted(scores, key=lambda product_id: (-scores[product_id], product_id))[:limit]

    def rebuild(self, documents: Iterable[Document]) -> int:
        self._known = {}
        self.index(documents)
        return len(self._known)

    def ready(self) -> bool:
        return True


def _weights(document: Document) -> dict[str, int]:
    """How much each term of a product weighs: `=` as written, `~` by its root, `#` a code."""
    weights: dict[str, int] = {}
    for text, written, root in (
        (document.text, TEXT, TEXT),
        (document.maker, MAKER, MAKER),
        (document.name, NAME, ROOT),
    ):
        for word in words(text):
            weights[f"={word}"] = written
            weights[f"~{stem(word)}"] = root
    return weights | {f"#{form}": CODE for text in document.codes for form in code_forms(text)}


def _others(word: str, vocabulary: set[str], *, prefix: bool) -> list[str]:
    """What a word may mean: its continuations when it is the last, its neighbours when it is unknown."""
    written = {term[1:] for term in vocabulary if term[0] == "="}
    continued = [other for other in written if prefix and other.startswith(word)]
    if continued or word in written or f"~{stem(word)}" in vocabulary:
        return continued
    return near(word, written)
