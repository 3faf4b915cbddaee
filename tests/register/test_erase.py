"""Privacy: internal graphs that no public byte shows, contact data withheld, people erased."""

import base64
import gzip
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from conftest import IRIS
from dying import run, run_and_die
from flask import Flask
from flask.testing import FlaskClient

from graph import media
from graph.ingest.withheld import blank_withheld, find_withheld
from graph.register.erase import blank_names
from graph.resources import queries_dir
from graph.saved.queries import SavedQuery, load_all
from graph.settings import Settings
from graph.store import (
    EmbeddedStore,
    Ledger,
    Tombstones,
    add_correction,
    bury,
    internal_graph,
    open_store,
    tombstones,
)
from graph.text import fold
from server import create_app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CANARY = "kanareyka7261"
NO_TOMBSTONES = Tombstones("", frozenset(), frozenset())
SOURCE = f"""# Our partners

The chair works with many organisations.

<b>Department name</b>\t<b>Company name</b>\t<b>Information about the cooperation agreement (when, for how long)</b>\t<b>Forms of cooperation (internship, course work, etc.)</b>
<b>Soil Physics</b>\tGreen Field Company LLC\t15 March 2023, for 3 years\tproduction practice, {CANARY}@mail.example
<b>Soil Physics</b>\t"Suv Loyiha" MChJ\t\tResearchers of the department A. N. Kolmogorov: contract research. Tel: +998 71 237 19 53
"""
INTERNAL = f'<{IRIS.base}id/organization/x> <urn:phone> "{CANARY}" .\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a canary in an internal graph and one in the contact data of a source."""
    place: Path = tmp_path_factory.mktemp("private")
    (place / "soil.txt").write_text(SOURCE)
    (place / "secret.nt").write_text(INTERNAL)
    for arguments in (
        ["ingest", "soil.txt", "--institution", "soil"],
        ["internal", "put", f"contacts-{CANARY}", str(place / "secret.nt")],
    ):
        done = run(place, *arguments)
        assert done.exit_code == 0, (done.output, done.exception)
    return place


@pytest.fixture
def store(folder: Path) -> Iterator[EmbeddedStore]:
    with open_store(Settings(store=str(folder / "store"))) as store:
        assert isinstance(store, EmbeddedStore)
        yield store


def plain(data: bytes) -> bytes:
    """What bytes say once they are unpacked: gzip, XLSX, base64 within them."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    hidden = [base64.b64decode(found) for found in re.findall(rb"[A-Za-z0-9+/]{80,}={0,2}", data)
              if len(found) % 4 == 0]  # fmt: skip
    return b"\n".join([data, *hidden])


def public(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Every public answer of a site: pages by their links, data, feeds, dumps, queries, errors."""
    client = app.test_client()
    waiting, seen = [*ROOTS], set(ROOTS)
    while waiting:
        path = waiting.pop()
        with client.get(path, headers={"Accept": "text/html, */*;q=0.5"}) as answer:
            body = answer.data
            head = f"{answer.headers}".encode()
        yield path, head + b"\n" + plain(body)
        if answer.mimetype == "text/html":
            links = {
                unescape(link) for link in re.findall(r'(?:href|src)="(/[^"#]*)', body.decode())
            }
            waiting += [link for link in links - seen if "/static/" not in link]
            seen |= links


ASKED = (
    "SELECT * { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    f'SELECT * {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), "{CANARY[:6]}")) }}',
    f"SELECT * {{ GRAPH <{IRIS.base}g/internal> {{ ?s ?p ?o }} }}", "SELECT ?g { GRAPH ?g {} }",
)  # fmt: skip
ROOTS = (
    "/", "/dump.nq.gz", "/dump.ttl.gz", "/changes.atom", "/report.xlsx", "/openapi.json", "/context.jsonld",
    "/.well-known/void", "/healthz", "/status", f"/suggest?q={CANARY[:4]}", f"/search?q={CANARY[:4]}",
    "/organization.csv", "/cooperation.json", "/nothing", "/organization/nothing", "/queries.ttl",
    "/internal", "/internal/contacts", "/embed/organization/green-field-company-llc",
    "/card/organization/green-field-company-llc.svg", "/embed/query/partners-in-words?view=table", "/sitemap.xml", "/store?default",
    *(f"/sparql?format={name}&query={query.replace(' ', '%20')}" for query in ASKED for name in ("json", "csv")),
    *(f"/queries/{name}.{suffix}" for name, query in load_all(queries_dir()).items()
      if isinstance(query, SavedQuery) for suffix in ("json", "jsonld", "atom", "ics")),
)  # fmt: skip


def test_no_public_byte_has_the_canary(store: EmbeddedStore) -> None:
    app = create_app(Settings(store="memory:"), store)
    answers = dict(public(app))
    assert len(answers) > 250
    assert any("/embed/" in path or "/card/" in path for path in answers)
    leaks = [path for path, body in answers.items() if CANARY.encode() in body.lower()]
    assert leaks == []
    assert all(b"237 19 53" not in body for body in answers.values())


def test_the_static_edition_has_no_canary(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "freeze", str(tmp_path / "site"))
    assert done.exit_code == 0, (done.output, done.exception)
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert len(files) > 200
    assert [str(p) for p in files if CANARY.encode() in plain(p.read_bytes()).lower()] == []


def test_what_is_withheld_is_kept_for_editors(folder: Path) -> None:
    names = run(folder, "internal", "list").stdout.split()
    assert names == [f"contacts-{CANARY}", "withheld/soil"]
    kept = run(folder, "internal", "show", "withheld/soil").stdout
    assert f'"{CANARY}@mail.example"' in kept
    assert '"Tel: +998 71 237 19 53"' in kept or '"+998 71 237 19 53"' in kept
    assert run(folder, "internal", "show", names[0]).stdout == INTERNAL
    assert run(folder, "internal", "show", "none").exit_code != 0


def test_the_rest_of_a_source_stays_word_for_word(store: EmbeddedStore) -> None:
    client = create_app(Settings(store="memory:"), store).test_client()
    page = client.get("/source/soil", headers={"Accept": "text/html"}).text
    assert "production practice, █" in page
    assert "contract research. Tel: ████ ██ ███ ██ ██" in page
    assert "Green Field Company LLC" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("write to a.b+c@uni.example.uz, or", ["a.b+c@uni.example.uz"]),
        ("+998712371953 and +998 (71) 237-19-53", ["+998712371953", "+998 (71) 237-19-53"]),
        ("тел. 237-19-53", ["тел. 237-19-53"]), ("Phone: 71 237 19 53", ["Phone: 71 237 19 53"]),
        ("60722900 - TTTEvaM, No. 12/7 of 29 February 2024", []), ("4+5 a@b", []),
        ("2023 - 2026, 150 000 000 sum", []), ("telephone exchange 5", []),
    ],
)  # fmt: skip
def test_contact_data_are_known_and_figures_are_not(text: str, words: list[str]) -> None:
    found = find_withheld(text, NO_TOMBSTONES)
    assert [one.words for one in found] == words
    now = blank_withheld(text, found)
    assert len(now) == len(text)
    assert all(now[one.start : one.end].strip("█ ") == "" for one in found)


#: A surname that no other name has is the person's, alone and in another case.
ALONE = ("Kolmogorov is mine", "говорил с Колмогоровым", "Kolmogorovning fikri", "KOLMOGOROV'S")
#: A word in which the surname only begins is another one.
UNTOLD = ("Kolmogorovskaya street",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("A. U. Gapparov", "with A.U. Gapparov, and"), ("Tom Bone", "Том Боне"),
        ("Tom Bone", "TOM  BONE's"), ("Anna Smith-Jones", "Anna Smith-Jones."),
        ("G‘ulom Karimov", "(G'ulom Karimov)"), ("G‘ulom Karimov", "Gʻulom Karimov"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_name_is_found(name: str, text: str) -> None:
    ledger = Ledger()
    bury(ledger, f"{IRIS.base}id/person/x", [name], str)
    found = find_withheld(text, tombstones(ledger))
    assert len(found) == 1
    assert not found[0].is_kept
    assert fold(found[0].words.removesuffix("'s")) == fold(name)
    assert blank_names(text, {fold(name)}) == blank_withheld(text, found)


def test_long_runs_without_an_address_are_read() -> None:
    for text in ("a" * 300_000, "+1" * 100_000, "1 " * 100_000, "a.b" * 100_000):
        assert find_withheld(text, NO_TOMBSTONES) == []


def everywhere(place: Path) -> bytes:
    """Every byte of a store on disk, and what it exports."""
    with open_store(Settings(store=str(place / "store"))) as store:
        said = b"".join(store.export(media.N_QUADS))
        for _, change in store.ledger.since("0"):
            said += repr((change.added, change.removed, change.why)).encode()
    files = b"".join(path.read_bytes() for path in (place / "store").rglob("*") if path.is_file())
    return plain(said) + files


def test_a_person_is_erased_and_stays_erased(tmp_path: Path) -> None:
    (tmp_path / "soil.txt").write_text(SOURCE)
    assert run(tmp_path, "ingest", "soil.txt", "--institution", "soil").exit_code == 0
    with open_store(Settings(store=str(tmp_path / "store"))) as store:
        client: FlaskClient = create_app(Settings(store="memory:"), store).test_client()
        people = client.get("/person.json").get_json()
        path = next(row["page"] for row in people if "Kolmogorov" in row["name"])
    name, slug = "Kolmogorov", path.rpartition("/")[2]
    with open_store(Settings(store=str(tmp_path / "store"))) as store:
        for words in (*UNTOLD, *ALONE, "a.n. kolmogorov"):
            add_correction(store.ledger, "unit/soil--soil-physics", "", words, words)
        add_correction(store.ledger, f"person/{slug}", "Kolmogorov", "his name", "x")
    assert name.encode() in everywhere(tmp_path)
    (tmp_path / "people.nt").write_text('<urn:a> <urn:b> "A.N. Kolmogorov, 5" .')
    assert run(tmp_path, "internal", "put", "people", str(tmp_path / "people.nt")).exit_code == 0
    done = run(tmp_path, "erase", f"person/{slug}", "--yes")
    assert done.exit_code == 0, (done.output, done.exception)
    left = everywhere(tmp_path)
    assert left.lower().count(name.lower().encode()) == len(UNTOLD)
    assert "колмогоров".encode() not in left.decode("utf-8", "ignore").lower().encode()
    assert slug.encode() not in left
    assert b"Green Field Company LLC" in left
    with open_store(Settings(store=str(tmp_path / "store"))) as store:
        client = create_app(Settings(store="memory:"), store).test_client()
        gone = client.get(f"/person/{slug}", headers={"Accept": "application/json"})
        assert gone.status_code == 410
        assert "erased" in gone.get_json()["detail"]
        assert client.get("/person.json").get_json() == []
    (tmp_path / "again.txt").write_text(SOURCE.replace("Green Field", "Red Field"))
    again = run(tmp_path, "ingest", str(tmp_path / "again.txt"), "--institution", "soil")
    assert again.exit_code == 0, (again.output, again.exception)
    with open_store(Settings(store=str(tmp_path / "store"))) as store:
        said = plain(b"".join(store.export(media.N_QUADS)))
        assert b"Red Field" in said
        assert name.lower().encode() not in said.lower()
        assert name not in internal_graph(store.ledger, "withheld/again")
    left = everywhere(tmp_path)
    assert left.lower().count(name.lower().encode()) == len(UNTOLD)


def test_erasing_is_asked_for_and_named(tmp_path: Path) -> None:
    (tmp_path / "soil.txt").write_text(SOURCE)
    assert run(tmp_path, "ingest", "soil.txt", "--institution", "soil").exit_code == 0
    before = everywhere(tmp_path)
    assert run(tmp_path, "erase", "person/nobody", "--yes").exit_code != 0
    assert run(tmp_path, "erase", "organization/green-field-company-llc", "--yes").exit_code != 0
    assert run(tmp_path, "erase", "person/soil--a-n-kolmogorov").exit_code != 0
    assert json.dumps("Kolmogorov").strip('"').encode() in before
    assert b"Kolmogorov" in everywhere(tmp_path)


#: What an erasure does to ledger, engine and folder.
STEPS = {
    "graph.store:Ledger": (
        "rows", "prepare", "mark_done", "forget", "forget_intent", "set_setting", "_clean",
    ),
    "graph.store.embedded.folder:StoreFolder": (
        "sync", "note", "flush", "begin_compaction", "end_compaction",
    ),
    "graph.store:EmbeddedStore": ("update", "flush", "compact"),
    "shutil": ("rmtree",),
    "pathlib:Path": ("rename",),
}  # fmt: skip


@pytest.mark.parametrize(("way", "first"), [("again", 0), ("open", 1)])
def test_a_kill_at_any_step_is_finished_by_the_next_command(
    tmp_path: Path, way: str, first: int
) -> None:
    (tmp_path / "soil.txt").write_text(SOURCE)
    run(tmp_path, "ingest", "soil.txt", "--institution", "soil")
    person, steps, ends, ends_begun = "person/soil--a-n-kolmogorov", first, 9, False
    while ends == 9:
        place = tmp_path / f"killed-{steps}"
        shutil.copytree(tmp_path / "store", place / "store")
        ends = run_and_die(place, STEPS, steps, "erase", person, "--yes")
        if way == "again":
            assert run(place, "erase", person, "--yes").exit_code == 0
        else:
            said = run(place, "query", "people")
            assert said.exit_code == 0
            is_as_before = "Kolmogorov" in said.output
            ends_begun = ends_begun or not is_as_before
            assert is_as_before != ends_begun, "an erasure that was done is there again"
        if way == "again" or ends_begun:
            assert b"kolmogorov" not in everywhere(place).lower(), steps
        shutil.rmtree(place)
        steps += 2
    assert ends == 0
    assert steps > 15


def test_who_is_erased_already_is_said(tmp_path: Path) -> None:
    (tmp_path / "soil.txt").write_text(SOURCE)
    run(tmp_path, "ingest", "soil.txt", "--institution", "soil")
    person = "person/soil--a-n-kolmogorov"
    shown = run(tmp_path, "erase", person)
    assert "contract research" in shown.output
    assert run(tmp_path, "erase", person, "--yes").exit_code == 0
    again = run(tmp_path, "erase", person, "--yes")
    assert (again.exit_code, "already" in again.output) == (0, True)
