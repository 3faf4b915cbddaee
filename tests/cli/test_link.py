"""`hamkor link`: suggest, decide, a table out and back, each as a person types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ror_records import LINE, RENAMED, V1, crowd

from graph.cli.group import cli
from graph.errors import BadIdentifier, NotFound, SourceRefused
from graph.link.authority import build_index, ror
from graph.resources import data_dir

KARSHI = "karshi-institute-of-engineering-economics"


def run(folder: Path, *words: str) -> Result:
    environ = {
        "HAMKOR_AUTHORITIES": str(folder / "authorities"),
        "HAMKOR_STORE": str(folder / "store"),
    }
    done = CliRunner().invoke(cli, [*words], env=environ)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build_index(
        tmp_path / "authorities" / "ror",
        map(ror.organization, (*crowd(), RENAMED, V1, LINE)),
        {"release": "v0.1"},
    )
    run(tmp_path, "ingest", str(data_dir() / "department-relations.txt"))
    return tmp_path


def states(folder: Path) -> dict[str, int]:
    rows = json.loads(run(folder, "query", "identifier-coverage", "--format", "json").stdout)
    return {
        row["state"]["value"]: int(row["organizations"]["value"])
        for row in rows["results"]["bindings"]
        if row["scheme"]["value"].endswith("#ROR")
    }


def test_from_suggestion_to_decision_and_back(folder: Path) -> None:
    assert "candidates for 21 organisations" in run(folder, "link", "suggest", "--dry-run").stderr
    assert states(folder)["candidate"] == 0
    assert "Karshi State Technical University" in run(folder, "link", "suggest").stdout
    assert states(folder)["candidate"] > 0
    run(folder, "link", "accept", KARSHI, "ror:04xs15c78", "--reviewer", "data steward")
    run(folder, "link", "none", "mmm-energy", "--reviewer", "data steward")
    found = states(folder)
    assert (found["accepted"], found["none found"]) == (1, 1)
    table = folder / "identities.tsv"
    table.write_text(run(folder, "link", "export").stdout, encoding="utf-8")
    run(folder, "link", "withdraw", KARSHI, "04xs15c78", "--reviewer", "data steward")
    assert states(folder)["accepted"] == 0
    assert "1 lines" in run(folder, "link", "import", str(table)).stderr
    assert states(folder)["accepted"] == 1
    run(folder, "source", "remove", "department-relations")
    assert states(folder)["accepted"] == 0


def test_a_person_may_have_an_orcid(folder: Path) -> None:
    person = json.loads(
        run(
            folder,
            "query",
            "SELECT ?p { ?p a <http://xmlns.com/foaf/0.1/Person> } LIMIT 1",
            "--format",
            "json",
        ).stdout
    )["results"]["bindings"][0]["p"]["value"]
    run(folder, "link", "accept", person, "0000-0002-1825-0097", "--reviewer", "the person")
    same = run(
        folder, "query", f"SELECT ?o {{ <{person}> <http://www.w3.org/2002/07/owl#sameAs> ?o }}"
    )
    assert "https://orcid.org/0000-0002-1825-0097" in same.stdout


def test_what_is_wrong_is_told(folder: Path) -> None:
    decide = ("--reviewer", "data steward")
    with pytest.raises(BadIdentifier, match="check digits"):
        run(folder, "link", "accept", KARSHI, "04xs15c79", *decide)
    with pytest.raises(NotFound):
        run(folder, "link", "accept", "nobody", "04xs15c78", *decide)
    with pytest.raises(SourceRefused, match="cannot be read"):
        run(folder, "link", "import", str(folder / "nothing.tsv"))
