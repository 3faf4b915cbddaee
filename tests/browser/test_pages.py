"""The pages in a real browser: light and dark, wide and 320 px, three languages, no JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

# The browser's own pipes are closed by its process, later than the loop that reads them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

D = "department-relations--"
PAGES = [
    "/", "/search?q=ozbek", "/organization/", "/organization/mmm-energy", f"/unit/{D}e-and-m",
    f"/person/{D}tom-bone", "/programme/60722900", f"/cooperation/{D}e-and-m--mmm-energy",
    f"/event/{D}scientific-and-practical-seminars", "/agreement/",
    f"/laboratory/{D}metrology-standardization-and-certification", "/source/department-relations",
    "/form/", "/form/summer-internship", "/queries", "/queries/partners-by-country",
    "/queries/agreements-ending", "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "/ontology", "/overview", "/cooperation/?form=summer-internship", "/report", "/docs", "/compare",
    f"/report?unit={D}e-and-m&from=2020-01-01", "/correct?thing=organization/mmm-energy", "/dataset",
    "/compare?one=department-relations&two=department-relations", "/organization/nothing-here",
]  # fmt: skip


def opened_page(browser: Browser, **options: object) -> Page:
    return browser.new_context(**options).new_page()  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, url: str, scheme: str) -> None:
    page = opened_page(browser, color_scheme=scheme, bypass_csp=True)
    faults = {}
    for path in PAGES:
        page.goto(url + path)
        found = Axe().run(page).response["violations"]
        if found:
            faults[path] = [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    page.context.close()
    assert faults == {}


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_nothing_is_wider_than_a_narrow_screen(browser: Browser, url: str, language: str) -> None:
    page = opened_page(browser, viewport={"width": 320, "height": 640}, locale=language)
    wide = {}
    for path in PAGES:
        page.goto(url + path)
        assert page.locator("html").get_attribute("lang") == language
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    page.context.close()
    assert wide == {}


def test_a_reader_without_javascript_finds_the_words(browser: Browser, url: str) -> None:
    page = opened_page(browser, java_script_enabled=False)
    page.goto(url + "/")
    page.get_by_label("Search names").fill("O'zbek ekspertiza")
    with page.expect_navigation():
        page.get_by_role("button", name="Search").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Oʻzbek Ekspertiza", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Oʻzbek Ekspertiza"
    page.locator(".evidence summary").first.click()
    assert page.locator("mark").first.is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Open in SPARQL").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ask").click()
    assert page.get_by_role("table").is_visible()
    page.context.close()


def test_the_pages_ask_only_this_server_and_report_nothing(browser: Browser, url: str) -> None:
    page = opened_page(browser)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in PAGES[:-1]:
        page.goto(url + path)
    page.context.close()
    assert [address for address in asked if not address.startswith(url)] == []
    assert said == []


def test_the_keyboard_reaches_the_content_first(browser: Browser, url: str) -> None:
    page = opened_page(browser)
    page.goto(url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.context.close()


def test_targets_are_large_enough(browser: Browser, url: str) -> None:
    page = opened_page(browser, viewport={"width": 320, "height": 640})
    page.goto(url + "/")
    boxes = [box.bounding_box() for box in page.locator("header a, button, summary").all()]
    assert all(box is None or box["height"] >= 24 for box in boxes)
    page.context.close()


def test_names_are_suggested_while_one_types(browser: Browser, url: str) -> None:
    page = opened_page(browser)
    page.goto(url + "/")
    page.get_by_label("Search names").press_sequentially("oxfo")
    option = page.locator("#names option").first
    option.wait_for(state="attached")
    assert option.get_attribute("value") == "Oxford University"
    page.context.close()


def test_a_list_is_narrowed_without_javascript(browser: Browser, url: str) -> None:
    page = opened_page(browser, java_script_enabled=False)
    page.goto(url + "/organization/")
    page.get_by_label("United States").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/organization/?country=US")
    count = page.locator(".things > li").count()
    assert page.get_by_role("heading", level=1).inner_text().split()[1] == str(count)
    with page.expect_navigation():
        page.get_by_role("link", name="Show all").click()
    assert page.locator(".things > li").count() > count
    page.context.close()
