"""Deliberate faults: small changes of the program, one at a time, that its tests should notice."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import accumulate
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "kernel", "db", "catalog", "certification", "ordering", "inventory", "purchases", "imports", "uptake", "circulars",
    "compliance", "partners", "producers", "outreach", "billing", "accounts", "journal",
)  # fmt: skip
SEED, SIZE, FEWEST = "metro", 60, 2  # so many in all, shared out by size; so many of a package at least

PAIRS = (
    (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn),
    (ast.And, ast.Or), (ast.Add, ast.Sub), (ast.BitAnd, ast.BitOr),
    ("any", "all"), ("min", "max"), ("and_", "or_"), ("is_", "is_not"), ("in_", "not_in"),
)  # fmt: skip
OTHER = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}
GREATEST = 20  # greater numbers are sizes of something, not rules

# What no test of a package can see: words for people, columns and rules of tables (the migrations lay them down),
# locks (only races meet them), and what serves only the type checker or speed.
RULES = "rules.py"
UNSEEN_FIELDS = {"annotation", "returns", "decorator_list", "bases"}
UNSEEN_CALLS = {"_l", "declare", "mapped_column", "relationship", "limit", "zip"}
UNSEEN_WORDS = {"lock", "key_share", "populate_existing", "timeout", "width"}
UNSEEN_CLASSES = {"Labelled", "Protocol"}
UNSEEN_STEPS = {"get", "lock_shelf", "flush", "expire", "expire_all", "refresh", "debug", "info", "warning"}


@dataclass(frozen=True)
class Fault:
    """`source` is the whole text of the module with the fault in it."""

    module: str  # marketplace/<package>/…/<name>.py
    line: int
    kind: str
    place: str  # the line it is made in and what is made of it, wherever in the module that stands
    source: str

    @property
    def package(self) -> str:
        return self.module.split("/")[1]

    @property
    def rank(self) -> float:
        """Drawn for this fault alone, so that the sample changes only where the program does."""
        return Random(f"{SEED} {self.module} {self.place}").random()

    @property
    def difference(self) -> str:
        was = (ROOT / self.module).read_text().splitlines()
        return "\n".join([*unified_diff(was, self.source.splitlines(), n=0, lineterm="")][3:])


def sample() -> list[Fault]:
    """Of every package as many as its size asks for, and of every kind alike."""
    found = {package: faults_in(package) for package in PACKAGES}
    share = SIZE / sum(map(len, found.values()))
    return [
        fault for known in found.values() for fault in _first(known, max(FEWEST, round(share * len(known))))
    ]


def faults_in(package: str) -> list[Fault]:
    files = sorted((ROOT / "marketplace" / package).rglob("*.py"))
    return [
        fault
        for file in files
        if file.name != RULES
        for fault in faults_of(str(file.relative_to(ROOT)), file.read_text())
    ]


def _first(faults: Sequence[Fault], number: int) -> list[Fault]:
    """The first of each kind, then the second of each."""
    turns: Counter[str] = Counter()
    ranked = []
    for fault in sorted(faults, key=lambda fault: fault.rank):
        ranked.append((turns[fault.kind], fault.rank, fault))
        turns[fault.kind] += 1
    return [fault for *_, fault in sorted(ranked, key=lambda one: one[:2])[:number]]


def faults_of(module: str, source: str) -> Iterator[Fault]:
    """Every fault that this text could have."""
    encoded, known = source.encode(), set()
    lines = encoded.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    for node in _seen(ast.parse(source)):
        for kind, text in changes(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            place = f"{lines[node.lineno - 1].decode().strip()} {encoded[start:end].decode()} > {text}"
            if place not in known and (kind != "policy" or module.endswith("/policies.py")):
                known.add(place)
                changed = (encoded[:start] + text.encode() + encoded[end:]).decode()
                yield Fault(module, node.lineno, kind, place, changed)


def changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What could stand in place of this node by mistake: (kind, text)."""
    match node:
        case ast.Compare(left, ops, comparators):
            for at, op in enumerate(ops):
                turned = [*ops[:at], OTHER[type(op)](), *ops[at + 1 :]]
                yield "comparison", ast.unparse(ast.Compare(left, turned, comparators))
        case ast.BoolOp(op, values):
            yield "and, or", ast.unparse(ast.BoolOp(OTHER[type(op)](), values))
        case ast.UnaryOp(ast.Not(), operand):
            yield "not", f"({ast.unparse(operand)})"
        case ast.Constant(bool(value)):
            yield "boolean", str(not value)
        case ast.Constant(int(value)) if value <= GREATEST:
            yield from (("number", str(other)) for other in (value - 1, value + 1) if other >= 0)
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right) if not (_is_text(left) or _is_text(right)):
            yield "sum", ast.unparse(ast.BinOp(left, OTHER[type(op)](), right))
        case ast.BinOp(left, ast.BitAnd() | ast.BitOr() as op, right):
            yield "policy", ast.unparse(ast.BinOp(left, OTHER[type(op)](), right))
        case ast.Name(name) if name in OTHER:
            yield "function", OTHER[name]
        case ast.Attribute(value, name) if name in OTHER and name not in ("any", "all"):
            yield "function", f"{ast.unparse(value)}.{OTHER[name]}"
        case ast.Call(ast.Name("sorted"), _, keywords) if all(word.arg != "reverse" for word in keywords):
            yield "order", f"{ast.unparse(node)[:-1]}, reverse=True)"
        case ast.Call(ast.Attribute(value, "desc"), [], []):
            yield "order", ast.unparse(value)
        case ast.Raise() | ast.Return(None) | ast.Continue() | ast.Expr(ast.Call()):
            yield "step", "pass"
        case ast.AugAssign(target, ast.Add() | ast.Sub() as op, value) if not _is_text(value):
            yield "sum", ast.unparse(ast.AugAssign(target, OTHER[type(op)](), value))
        case ast.Assign([target]) if _is_of_a_row(target):
            yield "step", "pass"


def _seen(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes in which a fault can be noticed."""
    if _is_unseen(node):
        return
    yield node
    for field, value in ast.iter_fields(node):
        if field not in UNSEEN_FIELDS:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_idle(node, child):
                    yield from _seen(child)


def _is_unseen(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.Assert() | ast.If(ast.Name("TYPE_CHECKING")) | ast.FunctionDef("__repr__"):
            return True
        case ast.Expr(ast.Call(function)):
            return _last(function) in UNSEEN_STEPS | UNSEEN_CALLS
        case ast.Call(function):
            return _last(function) in UNSEEN_CALLS
        case ast.keyword(name):
            return name in UNSEEN_WORDS
        case ast.ClassDef(bases=bases):
            return any(_last(base) in UNSEEN_CLASSES for base in bases)
        case ast.Assign([ast.Name(name)]):
            return name.startswith("__")
    return False


def _is_idle(parent: ast.AST, child: ast.AST) -> bool:
    """The 0 of `units or 0` or `coalesce(units, 0)`, and the order in which rows are locked or written one by one."""
    match parent:
        case ast.BoolOp() | ast.Call(ast.Attribute(_, "coalesce")):
            return isinstance(child, ast.Constant)
        case ast.For(_, ast.Call(ast.Name("sorted")) as rows):
            return child is rows
    return False


def _is_text(node: ast.AST) -> bool:
    """Texts and lists cannot be taken off one another."""
    text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return text or isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp)


def _is_of_a_row(target: ast.AST) -> bool:
    """A column of a row, or several; without its own attributes an object would not work at all."""
    if isinstance(target, ast.Tuple):
        return all(map(_is_of_a_row, target.elts))
    return isinstance(target, ast.Attribute) and _last(target.value) != "self"


def _last(node: ast.AST) -> str:
    """`flush` of `uow.session.flush`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
