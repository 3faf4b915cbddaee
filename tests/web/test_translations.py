"""Every sentence of the interface is there in Uzbek and Russian."""

import re
from io import BytesIO

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.catalogs import find_missing, find_sentences
from graph.web.http import i18n
from server import create_app


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_no_sentence_is_missing_and_the_compiled_file_agrees(language: str) -> None:
    folder = i18n.TRANSLATIONS / language / "LC_MESSAGES"
    catalog = read_po(BytesIO((folder / "messages.po").read_bytes()), locale=language)
    translated = {str(m.id): str(m.string) for m in catalog if m.id and m.string}
    assert find_sentences() - translated.keys() == set()
    with (folder / "messages.mo").open("rb") as file:
        compiled = {str(m.id): str(m.string) for m in read_mo(file) if m.id}
    assert compiled == translated


ENGLISH = re.compile(r"\b(?:the|and|which|not|where|nothing|known|yes|no|cannot)\b")


@pytest.mark.parametrize("language", ["uz", "ru"])
@pytest.mark.parametrize(
    "path",
    ["/queries", "/queries/agreements-ending", "/queries/identities", "/queries/employers", "/report",
     "/queries/none", "/nothing/at/all", "/queries/agreements-in-force?day=soon", "/queries/evidence-of-thing", "/organization/nobody", "/organization/?country=ZZZ", "/report?from=soon",
     "/report?from=2027-01-01&through=2026-01-01", "/person/?page=x"],
)  # fmt: skip
def test_pages_have_no_english_words(decided: EmbeddedStore, language: str, path: str) -> None:
    client = create_app(Settings(store="memory:"), decided).test_client()
    joint = "&" if "?" in path else "?"
    page = client.get(f"{path}{joint}lang={language}", headers={"Accept": "text/html"}).text
    main = page.partition("<main")[2].partition("</main>")[0]
    plain = re.sub(
        r"<(pre|mark|tbody|select|script|style|a|textarea|option|q|code)\b.*?</\1>|<[^>]*>",
        " ",
        main,
        flags=re.S,
    )
    assert main and not ENGLISH.findall(plain)


def test_every_word_of_a_query_and_an_error_is_asked_for() -> None:
    asked = find_sentences()
    assert {
        "The day in question",
        "ends soon",
        "cannot say",
        "Not understood",
        "In the words of the source",
    } <= asked
    assert {one.where for one in find_missing()} == set()
