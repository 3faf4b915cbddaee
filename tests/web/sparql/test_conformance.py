"""The W3C suites against the shipped server: `make conformance` prints the figures.

The suites are not part of the project: SUITE names the folder with `conformance.py`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from serving import ROOT, Server

pytestmark = pytest.mark.slow

SUITE = Path(os.environ.get("SUITE", ROOT.parent / "shared" / "conformance"))

#: docs/reference/conformance.md says of each why.
KNOWN = set(
    re.findall(r"^\| `([^`]+)`", (ROOT / "docs/reference/conformance.md").read_text(), re.MULTILINE)
)


@pytest.mark.skipif(not (SUITE / "conformance.py").exists(), reason="the W3C suites are not here")
def test_the_w3c_suites(tmp_path: Path) -> None:
    server = Server(tmp_path, register=False, deadline_s=5)
    try:
        command = [
            sys.executable, str(SUITE / "conformance.py"), "--base-url", server.url.rstrip("/"),
            "--query-path", "/sparql", "--update-path", "/update", "--gsp-path", "/store",
            "--token", server.token(), "--wipe",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    finally:
        server.stop()
    print(done.stdout[done.stdout.index("-- by group") :])
    failed = set(re.findall(r"^FAIL ([\w-]+ [^:\s]+):", done.stdout, re.MULTILINE))
    assert failed == KNOWN
    summary = re.search(r"(\d+) passed, (\d+) failed", done.stdout)
    assert summary and int(summary[1]) >= 1095
