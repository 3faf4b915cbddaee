"""The static edition on a host of files, below a path of its own, in a real browser."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.freeze.edition import freeze
from graph.iris import Iris
from graph.settings import Settings
from graph.store import EmbeddedStore

# The browser's own pipes are closed by its process, later than the loop that reads them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def site(register: EmbeddedStore, tmp_path: Path) -> Iterator[str]:
    freeze(register, Iris(Settings().base_iri), Settings(), tmp_path / "site" / "hamkor", None)
    host = partial(Files, directory=tmp_path / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hamkor/"
        server.shutdown()
        thread.join()


def test_a_reader_finds_the_way(browser: Browser, site: str) -> None:
    page = browser.new_page()
    failed = list[str]()
    page.on("response", lambda told: failed.append(told.url) if told.status >= 400 else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(site)
    page.get_by_role("link", name="Русский").click()
    page.get_by_role("link", name="Организации").first.click()
    page.get_by_role("link", name="Oxford University", exact=True).click()
    assert page.url == f"{site}ru/organization/oxford-university/"
    assert page.get_by_role("heading", level=1).inner_text() == "Oxford University"
    page.goto(f"{site}id/organization/mmm-energy/")
    page.wait_for_url(f"{site}organization/mmm-energy/")
    page.goto(f"{site}ru/live/")
    page.locator("form.search input").fill("ozbek eksp")
    page.locator("#hits").get_by_role("link", name="Oʻzbek Ekspertiza", exact=True).click()
    page.wait_for_url(f"{site}organization/ozbek-ekspertiza/")
    assert failed == []
    page.close()
