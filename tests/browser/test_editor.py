"""The query editor in a real browser, against a server that answers and a policy that is strict."""

import pytest
from playwright.sync_api import Browser

from graph.web.sparql.editor import is_installed

# The browser's own pipes are closed by its process, later than the loop that reads them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
needs_npm = pytest.mark.skipif(not is_installed(), reason="npm has not brought the editor")


@needs_npm
def test_the_editor_completes_asks_and_lets_tab_go(browser: Browser, url: str) -> None:
    page = browser.new_page()
    told, asked = list[str](), list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/sparql/terms.json*"):
        page.goto(f"{url}/sparql")
    page.locator(".CodeMirror").wait_for()
    page.get_by_label("Query").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("PREFIX hk: <https://w3id.org/hamkor#> SELECT * { ?s a hk:Coop")
    page.locator(".CodeMirror-hints").wait_for()
    assert "hk:Cooperation" in page.locator(".CodeMirror-hints").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.type("eration")
    page.keyboard.type(" } LIMIT 3")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"
    with page.expect_navigation():
        page.get_by_role("button", name="Ask").click()
    page.locator("tbody tr").first.wait_for()
    assert page.locator("tbody tr").count() == 3
    assert [address for address in asked if not address.startswith(url)] == []
    assert told == []
    page.close()


@needs_npm
def test_the_place_of_an_error_is_marked_in_the_editor(browser: Browser, url: str) -> None:
    page = browser.new_page()
    page.goto(f"{url}/sparql?query=SELECT%20*%0A%7B%20%3Fs%20%3Fp%20%7D")
    page.locator(".fault-mark").first.wait_for()
    assert "fault-line" in page.content()
    page.close()


def test_without_a_script_the_form_asks(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/sparql")
    page.get_by_label("Query").fill("SELECT ?s { ?s ?p ?o } LIMIT 4")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask").click()
    assert page.locator("tbody tr").count() == 4
    context.close()
