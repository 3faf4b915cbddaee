"""Every sentence of the interface is there in Uzbek and Russian."""

from io import BytesIO

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from graph.web import i18n
from graph.web.catalogs import sentences


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_no_sentence_is_missing_and_the_compiled_file_agrees(language: str) -> None:
    folder = i18n.TRANSLATIONS / language / "LC_MESSAGES"
    catalog = read_po(BytesIO((folder / "messages.po").read_bytes()), locale=language)
    translated = {str(m.id): str(m.string) for m in catalog if m.id and m.string}
    assert sentences() - translated.keys() == set()
    with (folder / "messages.mo").open("rb") as file:
        compiled = {str(m.id): str(m.string) for m in read_mo(file) if m.id}
    assert compiled == translated
