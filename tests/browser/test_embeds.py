"""Embeds in a page of another origin, under a strict policy, made by pasting from our boxes."""

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

# The browser's own pipes are closed by its process, later than the loop that reads them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
OXFORD = "/organization/oxford-university"
PAGE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Host</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {url};
connect-src {url}; frame-src {url}; img-src {url}; style-src 'unsafe-inline'">
<body style="color: rgb(18, 58, 107)">{body}</body></html>"""


class Host(BaseHTTPRequestHandler):
    """Another site."""

    page = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def pasted(browser: Browser, url: str) -> dict[str, str]:
    """What the boxes of a page hold, by the way it is shown."""
    page = browser.new_page()
    page.goto(url + OXFORD)
    page.get_by_text("Show this elsewhere").click()
    found = {
        box.get_attribute("id") or "": box.input_value() for box in page.locator("textarea").all()
    }
    page.close()
    return {name.removeprefix("embed-"): text for name, text in found.items()}


def test_a_page_of_another_origin_shows_what_was_pasted(
    browser: Browser, url: str, host: str
) -> None:
    boxes = pasted(browser, url)
    queries = "".join(
        f'<iframe {sandbox} src="{url}/embed/query/partners-by-country?view={view}" height="50"></iframe>'
        for view, sandbox in (("map", 'sandbox="allow-scripts"'), ("table", ""))
    )
    Host.page = PAGE.format(url=url, body="".join(boxes.values()) + queries)
    page = browser.new_page()
    told = list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(host)
    page.locator("hamkor-card strong").wait_for()
    card = page.locator("hamkor-card")
    assert any("Великобритания" in line for line in card.locator("p").all_inner_texts())
    assert card.evaluate("node => getComputedStyle(node).color") == "rgb(18, 58, 107)"
    for picture in page.locator("img").all():
        assert picture.evaluate("node => node.complete && node.naturalWidth > 0")
    frames = page.locator("iframe")
    assert frames.count() == 3
    page.wait_for_function(
        "[...document.querySelectorAll('iframe')].every(f => parseInt(f.style.height) > 100)"
    )
    assert page.frame_locator("iframe >> nth=1").locator("circle").count() == 6
    assert page.frame_locator("iframe >> nth=2").locator("tbody tr").count() == 9
    data = card.locator("script").text_content()
    theirs = {quad.triple for quad in ox.parse(data or "", format=ox.RdfFormat.JSON_LD)}
    with urllib.request.urlopen(f"{url}{OXFORD}.ttl") as answer:
        ours = {quad.triple for quad in ox.parse(answer.read(), format=ox.RdfFormat.TURTLE)}
    assert theirs == ours
    assert len(ours) > 5
    assert page.context.cookies() == []
    assert told == []
    page.close()


def test_a_pasted_card_stays_a_link_where_anything_fails(
    browser: Browser, url: str, host: str
) -> None:
    element = pasted(browser, url)["element"].replace("oxford-university", "nobody")
    Host.page = PAGE.format(url=url, body=element)
    page = browser.new_page()
    page.goto(host)
    page.wait_for_timeout(500)
    assert page.get_by_role("link").get_attribute("href") == f"{url}/organization/nobody"
    assert page.get_by_role("link").is_visible()
    page.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(host)
    assert page.get_by_role("link").is_visible()
    plain.close()


def test_a_page_of_ours_is_not_framed(browser: Browser, url: str, host: str) -> None:
    Host.page = PAGE.format(url=url, body=f'<iframe src="{url}{OXFORD}"></iframe>')
    page = browser.new_page()
    refused = list[str]()
    page.on("console", lambda message: refused.append(message.text))
    page.goto(host)
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in refused)
    page.close()
