"""Words that rows have: a row outlives the class, field or function that wrote it, so none of them may change."""

import difflib
import inspect
import pkgutil
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints, is_typeddict

import sqlalchemy as sa

import marketplace
from marketplace.certification.kinds.base import KINDS
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.compliance.formats.base import FORMATS
from marketplace.flags.base import FLAGS
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.events import EVENTS, SUBJECTS
from marketplace.kernel.letters import LETTERS
from marketplace.tables import metadata
from marketplace.uptake.measures.base import MEASURES

LIST = Path(__file__).parents[1] / "data" / "stored_words.txt"
ADVICE = """
The words that rows are stored with differ from tests/data/stored_words.txt.
A line with "-" has words that are in rows, and rows stay as they are: give the class, function or enum member any
name, but leave its word (action=, subject_kind=, the name of a job or letter, the value of an enum member), the
fields of an event, the parameters of a job and the figures of a letter.
A line with "+" is new: write it into the file, in its place. A field that is only added may change its line.
{}"""
PLUGS = {
    "certificate kinds": KINDS,
    "sheet mappings": MAPPINGS,
    "measures": MEASURES,
    "report formats": FORMATS,
    "risk flags": FLAGS,
}


def ours(registry):
    """Without what tests declare."""
    return sorted(item for item in registry.items() if item[1].__module__.startswith("marketplace."))


def typed(name, hint):
    """A field of an event; `changed(line_id quantity)` where rows in it have names of their own."""
    rows = [one for one in (hint, *get_args(hint)) if is_typeddict(one)]
    return f"{name}({' '.join(sorted(rows[0].__annotations__))})" if rows else name


def words():
    for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
        import_module(module.name)
    for kind, _ in ours(SUBJECTS):
        yield f"journal subject {kind}"
    for action, event in ours(EVENTS):
        hints = get_type_hints(event)
        payload = " ".join(sorted(typed(field.name, hints[field.name]) for field in fields(event)))
        yield f"journal action {action} of {event.subject_kind}: {payload}"
    for name, job in sorted(JOBS.items()):
        payload = " ".join(sorted([*inspect.signature(job).parameters][2:]))
        yield f"job {name}: {payload}".rstrip(": ")
    for name, letter in sorted(LETTERS.items()):
        yield f"letter {name}: {' '.join(sorted(letter.figures))}".rstrip(": ")
    for name, table in sorted(metadata().tables.items()):
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                yield f"column {name}.{column.name}: {' '.join(column.type.enums)}"
    for name, rule in sorted(RULE_TYPES.items()):
        yield f"clause rule {name}: {' '.join(sorted(rule.Figures.model_fields))}"
    for what, plugs in PLUGS.items():
        yield f"{what}: {' '.join(plugs)}"


def test_no_word_that_rows_have_was_changed():
    listed, now = LIST.read_text().splitlines(), [*words()]
    changes = [line for line in difflib.ndiff(listed, now) if line[0] in "+-"]
    assert not changes, ADVICE.format("\n".join(changes))
