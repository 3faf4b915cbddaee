"""The gold conversion of the real page (../shared/seed), read for tests."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

SEED = Path(__file__).parents[2] / "shared" / "seed"
PAGE = SEED / "department-relations.txt"

needs_seed = pytest.mark.skipif(
    not PAGE.exists(), reason="needs ../shared/seed, which is not beside this checkout"
)


@dataclass(frozen=True)
class GoldEntity:
    """One of the 36 entities."""

    id: str
    cls: str
    verbatim: str
    span: tuple[int, int]
    norm: str
    type: str
    type_basis: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True)
class GoldStatement:
    """One of the 90 statements, in the terms of the gold."""

    id: str
    s: str
    p: str
    o: str
    basis: str
    quote: str
    span: tuple[int, int]

    def __str__(self) -> str:
        return self.id


def load() -> tuple[dict[str, GoldEntity], dict[str, GoldStatement]]:
    """Return entities and statements by id."""
    table = json.loads((SEED / "gold.json").read_text(encoding="utf-8"))
    entities = {
        e["id"]: GoldEntity(
            e["id"], e["cls"], e["verbatim"], tuple(e["span"][1:]), e["norm"], e["type"],
            e["type_basis"],
        )
        for e in table["entities"]
    }  # fmt: skip
    statements = {
        s["id"]: GoldStatement(
            s["id"], s["s"], s["p"], s["o"], s["basis"], s["quote"], tuple(s["span"][1:])
        )
        for s in table["statements"]
    }
    return entities, statements
