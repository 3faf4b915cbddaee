"""`hamkor authority` and `hamkor match`: an index from a file, lines in, lines out."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ror_records import PACKED, V2

from graph.cli.group import cli
from graph.errors import NotFound, SourceRefused, UsageError
from graph.resources import data_dir

pytestmark = pytest.mark.slow


def run(folder: Path, *words: str, text: str = "") -> Result:
    environ = {"HAMKOR_AUTHORITIES": str(folder)}
    done = CliRunner().invoke(cli, [*words], input=text, env=environ)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "v2.9-ror-data.zip").write_bytes(PACKED["zip"])
    run(tmp_path, "authority", "update", "ror", str(tmp_path / "v2.9-ror-data.zip"))
    return tmp_path


def test_an_authority_tells_its_release(folder: Path) -> None:
    shown = run(folder, "authority", "show", "ror").stdout
    assert "release: v2.9" in shown
    assert "organizations: 2" in shown


def test_a_broken_file_leaves_the_old_index(folder: Path) -> None:
    for data in (b"[{", b""):
        (folder / "broken").write_bytes(data)
        with pytest.raises(SourceRefused):
            run(folder, "authority", "update", "ror", str(folder / "broken"))
    assert "organizations: 2" in run(folder, "authority", "show", "ror").stdout
    assert not (folder / "ror.new").exists()


def test_each_line_has_its_answer(folder: Path) -> None:
    lines = [{"text": "Politecnico di Torino", "country": "IT"}, {"text": "Qwertz"}]
    done = run(folder, "match", "--jsonl", text="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["text"] == "Politecnico di Torino"
    assert first["candidates"][0]["id"] == "https://ror.org/00bgk9508"
    assert set(first) == {"text", "verdict", "id", "probability", "candidates"}
    assert (second["verdict"], second["id"]) == ("none", None)
    assert "Politecnico" in run(folder, "match", "Politecnico di Torino").stdout


@pytest.mark.parametrize("text", ["{", "[]", '{"text": 1}'])
def test_a_line_that_is_none_is_told_with_its_number(folder: Path, text: str) -> None:
    with pytest.raises(SourceRefused, match="line 2"):
        run(folder, "match", "--jsonl", text=f'{{"text": "x"}}\n{text}')


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run(tmp_path, "match")
    with pytest.raises(NotFound):
        run(tmp_path, "match", "x")


class Zenodo(BaseHTTPRequestHandler):
    """Answers as Zenodo does: a list of records, and a file."""

    dump, checksum = PACKED["zip"], ""

    def do_GET(self) -> None:
        port = self.server.server_address[1]
        file = {"key": "v2.10-2026-11-20-ror-data.zip", "size": len(self.dump), "checksum": self.checksum,
                "links": {"self": f"http://127.0.0.1:{port}/file"}}  # fmt: skip
        listing = json.dumps({"hits": {"hits": [{"files": [file]}]}}).encode()
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        self.wfile.write(self.dump if self.path == "/file" else listing)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def zenodo() -> Iterator[str]:
    Zenodo.checksum = f"md5:{hashlib.md5(Zenodo.dump).hexdigest()}"
    with ThreadingHTTPServer(("127.0.0.1", 0), Zenodo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_the_newest_dump_is_fetched_when_asked_for(tmp_path: Path, zenodo: str) -> None:
    run(tmp_path, "authority", "update", "ror", "--download", f"{zenodo}/records")
    shown = run(tmp_path, "authority", "show", "ror").stdout
    assert "release: v2.10" in shown and "organizations: 2" in shown


def test_what_is_fetched_is_checked(tmp_path: Path, zenodo: str) -> None:
    Zenodo.checksum = "md5:0"
    with pytest.raises(SourceRefused, match="checksum"):
        run(tmp_path, "authority", "update", "ror", "--download", f"{zenodo}/records")
    assert not [*tmp_path.glob("*.zip")]
    with pytest.raises(SourceRefused, match="cannot be fetched"):
        run(tmp_path, "authority", "update", "ror", "--download", f"{zenodo}/none")
    with pytest.raises(UsageError):
        run(tmp_path, "authority", "update", "ror")


def test_two_releases_are_told_apart_and_the_mirror_is_filled(folder: Path) -> None:
    store = ("--store", str(folder / "store"))
    run(folder, *store, "ingest", str(data_dir() / "department-relations.txt"))
    newer = folder / "v2.10.json"
    newer.write_text(json.dumps([V2]))
    told = run(folder, "authority", "diff", "ror", str(newer))
    assert told.stdout.split("\t")[:2] == ["gone", "https://ror.org/00bgk9508"]
    run(folder, "authority", "update", "ror", str(newer))
    assert run(folder, "authority", "diff", "ror").stdout == told.stdout
    karshi = "karshi-institute-of-engineering-economics"
    for id_ in ("04xs15c78", "00bgk9508"):
        run(folder, *store, "link", "accept", karshi, id_, "--reviewer", "data steward")
    watched = run(folder, *store, "link", "watch")
    assert "v2.10: gone: Politecnico di Torino" in watched.stdout
    assert "0 records" in run(folder, *store, "authority", "mirror", "ror").stderr
    assert "1 records" in run(folder, *store, "authority", "mirror", "ror", "--all").stderr
