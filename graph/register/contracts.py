"""Saved queries as contracts: a change that breaks a stable query is reported or refused.

A stable query promises its columns, the types of their values, and, where it has answered, that it
goes on answering. Each is asked of the state after a change, on a private copy; what is wrong there
and was not before is told.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import HamkorError
from ..iris import Iris
from ..resources import queries_dir
from ..saved import BrokenQuery, SavedQuery, bind, load_all
from ..settings import Settings
from ..store import CONTRACT, UNASKED, ChangeSet, Data, apply_to_replica
from ..vocab import XSD
from .guard import broken_rules

__all__ = ["Contract", "Rules", "contracts_of", "rules_of"]

#: Seconds for all contracts of one state; what is not asked by then is reported as not asked.
BUDGET_S = 5.0
#: Type of a column -> the datatypes of its literals.
TYPES = {
    "date": (XSD.date,), "dateTime": (XSD.dateTime,),
    "integer": (XSD.integer,), "decimal": (XSD.decimal, XSD.integer, XSD.double),
    "boolean": (XSD.boolean,),
}  # fmt: skip
LANGUAGE = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


@dataclass(frozen=True)
class Contract:
    """A promise: the query with its parameters in it, and the types of its columns."""

    name: str
    text: str
    columns: Mapping[str, str]


def contracts_of(queries: Iterable[SavedQuery | BrokenQuery], iris: Iris) -> tuple[Contract, ...]:
    """Return the contracts: stable queries, asked with their defaults, else with their examples."""
    return tuple(
        Contract(one.name, text, {column.name: column.type for column in one.columns})
        for one in queries
        if isinstance(one, SavedQuery)
        and one.stability == "stable"
        and (text := bind_examples(one, iris))
    )


def bind_examples(query: SavedQuery, iris: Iris) -> str:
    """Return a query with values for its parameters; empty where its examples are none."""
    try:
        return bind(query, {p.name: p.example for p in query.parameters if not p.default}, iris)
    except HamkorError:
        return ""


@dataclass(frozen=True)
class Rules:
    """What is asked of a change: the shapes, and the contracts. Other processes get a copy."""

    contracts: Sequence[Contract] = ()

    def __call__(self, store: Data, change: ChangeSet) -> Sequence[str]:
        """Return, one line each, what `change` would break; `store` may be changed."""
        return [*broken_rules(store, change), *self.broken_contracts(store, change)]

    def broken_contracts(self, store: Data, change: ChangeSet) -> list[str]:
        """Return the lines about contracts; `store` is as before the change."""
        if not len(change):
            return []
        apply_to_replica(store, change)
        return self.contracts_broken_by(store, [change])

    def contracts_broken_by(self, store: Data, changes: Iterable[ChangeSet]) -> list[str]:
        """Return the lines about contracts that do not hold in `store`, and did before `changes`.

        The changes, the last one first, are taken back from `store` to see what held before.
        """
        end = time.monotonic() + BUDGET_S
        wrong = [(one, lines) for one in self.contracts if (lines := find_faults(store, one, end))]
        if not wrong:
            return []
        for change in changes:
            apply_to_replica(store, ChangeSet(change.removed, change.added))
        end = time.monotonic() + BUDGET_S
        before = [lines & {UNASKED} or find_faults(store, one, end) for one, lines in wrong]
        return [
            f"{CONTRACT}{one.name}: {line}"
            for (one, lines), held in zip(wrong, before, strict=True)
            for line in sorted({UNASKED} if UNASKED in held else lines - held)
        ]


def rules_of(settings: Settings, iris: Iris) -> Rules:
    """Return what is asked of changes. Saved queries are read now: a query worker opens no file."""
    if settings.contracts == "ignore":
        return Rules()
    own = [Path(settings.queries)] if settings.queries else []
    return Rules(contracts_of(load_all(queries_dir(), *own).values(), iris))


def find_faults(store: Data, contract: Contract, end: float) -> set[str]:
    """Return what is wrong with a contract in a state of the data."""
    if time.monotonic() > end:
        return {UNASKED}
    try:
        found = store.query(contract.text)
    except (ValueError, SyntaxError, RuntimeError, OSError) as error:
        return {f"cannot be asked: {error}"}
    if not isinstance(found, ox.QuerySolutions):
        return set()
    return {*of_rows(found, contract)}


def of_rows(found: ox.QuerySolutions, contract: Contract) -> Iterator[str]:
    """Yield what is wrong with an answer: a column that is not there, a type, no row at all."""
    names = {variable.value for variable in found.variables}
    yield from (f"has no column {name}" for name in contract.columns if name not in names)
    rows = 0
    for solution in found:
        rows += 1
        for name, kind in contract.columns.items():
            value = solution[name] if name in names else None
            if value is not None and not fits(value, kind):
                yield f"column {name} has a value that is no {kind}"
    if not rows:
        yield "has no row any more"


def fits(value: Any, kind: str) -> bool:
    """Say whether a value has the type that its column promises."""
    if kind in ("iri", "kind"):
        return isinstance(value, ox.NamedNode)
    if kind == "term" or not isinstance(value, ox.Literal):
        return kind == "term"
    if kind == "language":
        return bool(LANGUAGE.fullmatch(value.value))
    return kind == "string" or value.datatype in TYPES.get(kind, ())
