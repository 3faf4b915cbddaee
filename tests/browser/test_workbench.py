"""The workbench in a real browser: from nothing to every partner decided, by keys; and without."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from ror_records import LINE, RENAMED, V1, crowd
from werkzeug.serving import make_server

import server
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.authority import build_index, ror
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import create_token, open_store

# The browser's own pipes are closed by its process, later than the loop that reads them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KARSHI = "/link/organization/karshi-institute-of-engineering-economics"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server of its own, and the token of an editor."""
    build_index(
        tmp_path / "ror", map(ror.organization, (*crowd(), RENAMED, V1, LINE)), {"release": "v0.1"}
    )
    settings = Settings(store="memory:", authorities=str(tmp_path))
    with open_store(settings) as store:
        iris = Iris(settings.base_iri)
        ensure_vocabulary(store, iris)
        ingest_file(store, iris, data_dir() / "department-relations.txt", Options())
        secret = create_token(store.ledger, "steward", "editor")
        web = make_server("127.0.0.1", 0, server.create_app(settings, store), threaded=True)
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}", secret
        web.shutdown()
        thread.join()
        web.server_close()


def signed_in(context: BrowserContext, site: tuple[str, str]) -> Page:
    url, secret = site
    page = context.new_page()
    page.goto(f"{url}/link")
    page.locator("#token").fill(secret)
    page.keyboard.press("Enter")
    page.wait_for_url("**/link")
    return page


def left(page: Page) -> int:
    page.goto(page.url.split("/link")[0] + "/link")
    return int(page.locator("#queue .count").inner_text())


def test_every_partner_is_decided_by_keys(browser: Browser, site: tuple[str, str]) -> None:
    context = browser.new_context()
    page = signed_in(context, site)
    with page.expect_navigation():
        page.get_by_role("button", name="Look for candidates").click()
    page.get_by_role("status").wait_for()
    assert left(page) == 21
    page.goto(f"{site[0]}{KARSHI}")
    with page.expect_navigation():
        page.keyboard.press("1")
    assert "Accepted" in page.get_by_role("status").inner_text()
    for _ in range(20):
        with page.expect_navigation():
            page.keyboard.press("n")
    assert left(page) == 0
    assert page.get_by_text("Every partner is decided.").is_visible()
    page.goto(f"{site[0]}{KARSHI}")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert left(page) == 1
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_undo_takes_back_what_was_just_decided(
    browser: Browser, site: tuple[str, str], has_script: bool
) -> None:
    """The page shows the next partner: the last act, not that partner, is what is taken back."""
    context = browser.new_context(java_script_enabled=has_script)
    page = signed_in(context, site)
    with page.expect_navigation():
        page.get_by_role("button", name="Look for candidates").click()
    page.goto(f"{site[0]}{KARSHI}")
    with page.expect_navigation():
        page.get_by_role("button", name="Accept 1").click()
    assert KARSHI not in page.url.split("?")[0]
    for words in ("Taken back: Karshi Institute of Engineering Economics (Accepted)",
                  "You have decided nothing that could be taken back."):  # fmt: skip
        page.wait_for_load_state("load")
        with page.expect_navigation():
            if has_script:
                page.keyboard.press("u")
            else:
                page.get_by_role("button", name="Undo").click()
        assert page.get_by_role("status").inner_text() == words
    page.goto(f"{site[0]}/organization/karshi-institute-of-engineering-economics")
    assert not page.get_by_text("accepted by steward").count()
    page.goto(f"{site[0]}/link")
    assert left(page) == 21
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert "nothing" in page.get_by_role("status").inner_text()
    context.close()


def test_it_works_without_a_script(browser: Browser, site: tuple[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context, site)
    with page.expect_navigation():
        page.get_by_role("button", name="Look for candidates").click()
    page.goto(f"{site[0]}{KARSHI}")
    with page.expect_navigation():
        page.get_by_role("button", name="Accept 1").click()
    page.goto(f"{site[0]}/organization/karshi-institute-of-engineering-economics")
    assert page.get_by_text("accepted by steward").is_visible()
    page.goto(f"{site[0]}/link/organization/mmm-energy")
    page.get_by_label("Identifier, in any written form").fill("https://www.wikidata.org/wiki/Q42")
    with page.expect_navigation():
        page.locator("form.stacked").get_by_role("button").click()
    page.goto(f"{site[0]}/organization/mmm-energy")
    assert page.get_by_role("link", name="Q42").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: tuple[str, str], scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site[0]}/login")
    faults = {"/login": Axe().run(page).response["violations"]}
    page = signed_in(context, site)
    with page.expect_navigation():
        page.get_by_role("button", name="Look for candidates").click()
    for path in ("/link", KARSHI, "/status", "/reconcile", KARSHI.removeprefix("/link")):
        page.goto(site[0] + path)
        faults[path] = Axe().run(page).response["violations"]
    found = {
        path: [(v["id"], v["nodes"][0]["html"][:200]) for v in all_]
        for path, all_ in faults.items()
    }
    context.close()
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_nothing_is_wider_than_a_narrow_screen(
    browser: Browser, site: tuple[str, str], language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale=language)
    page = signed_in(context, site)
    page.locator(".actions button").first.click()
    wide = {}
    for path in ("/link", KARSHI, "/status", "/reconcile", "/login"):
        page.goto(site[0] + path)
        assert page.locator("html").get_attribute("lang") == language
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    context.close()
    assert wide == {}
