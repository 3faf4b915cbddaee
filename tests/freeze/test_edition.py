"""The static edition: complete, its links checked, the same data as the service, nothing overwritten."""

import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from graph import media
from graph.cli.group import cli
from graph.errors import UsageError
from graph.freeze.edition import freeze
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.identity import Register, import_tsv
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import Store, open_store

pytestmark = pytest.mark.slow

IRIS = Iris("https://partners.example.edu/")
OXFORD = "organization/oxford-university"
LINK = re.compile(r'(?:href|src|action|data-index)="([^"]*)"')


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store(Settings(store="memory:")) as found:
        ensure_vocabulary(found, IRIS)
        ingest_file(found, IRIS, data_dir() / "department-relations.txt", Options())
        register = Register(found, IRIS)
        import_tsv(
            register, (data_dir() / "decisions" / "department-relations.tsv").read_text("utf-8")
        )
        register.save("decisions")
        yield found


@pytest.fixture(scope="module")
def edition(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen") / "public"
    told = list[tuple[str, int, int | None]]()
    settings = Settings(public_url="https://live.example.edu/")
    count = freeze(store, IRIS, settings, folder, lambda *step: told.append(step))
    assert told[-1] == ("writing", count, count)
    return folder


def test_every_link_leads_to_a_file(edition: Path) -> None:
    pages = [*edition.rglob("*.html")]
    assert len(pages) > 400
    broken, outside = set[str](), set[str]()
    for page in pages:
        for link in map(unescape, LINK.findall(page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", link):
                outside.add(link)
                continue
            plain = link.partition("#")[0]
            target = (page.parent / plain).resolve()
            assert not plain.startswith("/"), (page, link)
            if not (target.is_file() or (target / "index.html").is_file()):
                broken.add(f"{page.relative_to(edition)} -> {link}")
    assert broken == set()
    assert not [link for link in outside if "partners.example.edu" in link]


@pytest.mark.parametrize(
    ("folder", "words"), [("", "Cooperations"), ("uz/", "Hamkorliklar"), ("ru/", "Сотрудничества")]
)
def test_pages_are_in_three_languages(edition: Path, folder: str, words: str) -> None:
    page = (edition / folder / OXFORD / "index.html").read_text(encoding="utf-8")
    assert words in page and "052gg0110" in page
    assert f'lang="{folder.strip("/") or "en"}"' in page


def test_the_data_are_those_of_the_store(edition: Path, store: Store) -> None:
    dumped = gzip.decompress((edition / "dump.nq.gz").read_bytes())
    whole = b"".join(store.export(media.N_QUADS))
    assert {*ox.parse(dumped, format=ox.RdfFormat.N_QUADS)} == {
        *ox.parse(whole, format=ox.RdfFormat.N_QUADS)
    }
    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML,
               "jsonld": ox.RdfFormat.JSON_LD}  # fmt: skip
    told = [
        {quad.triple for quad in ox.parse((edition / f"{OXFORD}.{name}").read_bytes(), format=form)}
        for name, form in formats.items()
    ]
    assert told[0] and all(one == told[0] for one in told)
    rows = (edition / "queries" / "partners-with-identifiers.csv").read_text(encoding="utf-8")
    assert "052gg0110" in rows
    card = json.loads((edition / "embed" / f"{OXFORD}.json").read_text(encoding="utf-8"))
    assert card["label"] == "Oxford University"


def test_names_lead_to_pages(edition: Path) -> None:
    moved = (edition / "id" / OXFORD / "index.html").read_text(encoding="utf-8")
    (target,) = re.findall(r"url=([^\"]+)", moved)
    assert (edition / "id" / OXFORD / target / "index.html").resolve().is_file()
    assert "/id/:kind/:slug" in (edition / "_redirects").read_text()
    rules = (edition / ".htaccess").read_text()
    assert "text/turtle" in rules and "R=303" in rules
    assert "text/turtle" in (edition / "_headers").read_text()
    live = (edition / "live" / "index.html").read_text(encoding="utf-8")
    assert "https://live.example.edu/" in live
    names = json.loads((edition / "search.json").read_text(encoding="utf-8"))
    assert ["Oxford University", f"/{OXFORD}"] in names


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(UsageError, match="not empty"):
        freeze(store, IRIS, Settings(), tmp_path, None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_command_writes_it(tmp_path: Path) -> None:
    environ = {"HAMKOR_STORE": str(tmp_path / "store")}
    ingested = CliRunner().invoke(
        cli, ["ingest", str(data_dir() / "department-relations.txt")], env=environ
    )
    assert ingested.exit_code == 0, ingested.output
    done = CliRunner().invoke(cli, ["freeze", str(tmp_path / "public")], env=environ)
    assert done.exit_code == 0, done.output
    assert "files in" in done.stderr
    assert (tmp_path / "public" / "index.html").is_file()
