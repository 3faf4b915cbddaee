"""What a write answers where rules that do not hold are reported, and the write is done."""

import json
from pathlib import Path

import pytest
from serving import Server

pytestmark = pytest.mark.slow

BAD = "<urn:bad> a <https://w3id.org/hamkor#Cooperation>"
OTHER = BAD.replace("bad", "other") + " ."


def test_a_write_that_breaks_a_shape_is_done_and_told(tmp_path: Path) -> None:
    server = Server(tmp_path, register=False, shapes="report")
    try:
        token = server.token()
        assert server.update("INSERT DATA { <urn:good> <urn:p> 1 }", token)[0] == 204
        status, headers, body = server.update(f"INSERT DATA {{ {BAD} }}", token)
        report = json.loads(body)["report"]
        assert (status, headers["hamkor-report"]) == (200, str(len(report)))
        assert any("urn:bad" in line for line in report)
        assert json.loads(server.ask(f"ASK {{ {BAD} }}")[2])["boolean"] is True
        sent = {"Content_Type": "text/turtle", "Authorization": f"Bearer {token}"}
        status, headers, body = server.send("POST", "store", OTHER.encode(), **sent)
        assert (status, headers["location"][:4], bool(json.loads(body)["version"])) == (
            201,
            "http",
            True,
        )
    finally:
        assert server.stop() == 0
