"""Verdicts on names in sentences: given once, kept, and stated in one change."""

from pathlib import Path

import pytest

from graph.errors import NotFound, SourceRefused, UsageError
from graph.ingest import (
    Decision,
    Recognized,
    decide,
    ingest_file,
    list_open,
    read_table,
    write_table,
)
from graph.iris import Iris
from graph.store import ask, select
from graph.store.embedded.store import EmbeddedStore

IRIS = Iris("http://127.0.0.1:8000/")
PREFIX = "PREFIX hk: <https://w3id.org/hamkor#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
TEXT = """# Partners

The chair works with Example State University and Testland Academy under 60710500 - EE.

Another partner is the University of Somewhere.
"""


def ingest_text(store: EmbeddedStore, folder: Path, text: str = TEXT, name: str = "page") -> None:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    ingest_file(store, IRIS, path)


def open_words(store: EmbeddedStore, source: str = "page") -> list[str]:
    return [one.quote.exact for one in list_open(store, IRIS, source)]


def ids(store: EmbeddedStore) -> dict[str, str]:
    return {one.quote.exact: one.id for one in list_open(store, IRIS, "page")}


def parties(store: EmbeddedStore) -> set[str]:
    text = "SELECT ?n { ?c hk:party ?o . ?o skos:prefLabel ?n ; a org:Organization }"
    rows = select(store, f"PREFIX org: <http://www.w3.org/ns/org#> {PREFIX} {text}")
    return {str(row["n"].value) for row in rows}


def test_a_page_without_a_table_states_nothing_and_proposes(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    ingest_text(memory, tmp_path)
    assert not ask(memory, f"{PREFIX} ASK {{ ?c a hk:Cooperation }}")
    assert open_words(memory) == [
        "Example State University", "Testland Academy", "60710500 - EE", "University of Somewhere",
    ]  # fmt: skip


def test_verdicts_are_stated_kept_and_not_asked_again(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    ingest_text(memory, tmp_path)
    known = ids(memory)
    version = int(memory.version())
    decisions = [
        Decision(known["Example State University"], "accept"),
        Decision(known["Testland Academy"], "mend", "Academy of Testland"),
        Decision(known["University of Somewhere"], "reject"),
        Decision(known["60710500 - EE"], "accept"),
    ]
    decide(memory, IRIS, "page", decisions, "head of department")
    assert int(memory.version()) == version + 1
    assert parties(memory) == {"Example State University", "Academy of Testland"}
    assert ask(memory, f"{PREFIX} ASK {{ ?p a hk:Programme ; skos:notation '60710500' }}")
    assert open_words(memory) == []
    edited = TEXT.replace("The chair works", "The chair now works") + "\nAnd Third College.\n"
    ingest_text(memory, tmp_path, edited)
    assert parties(memory) == {"Example State University", "Academy of Testland"}
    assert open_words(memory) == ["Third College"]


def test_never_holds_for_the_words_in_other_sources(memory: EmbeddedStore, tmp_path: Path) -> None:
    ingest_text(memory, tmp_path)
    decide(memory, IRIS, "page", [Decision(ids(memory)["Testland Academy"], "never")], "editor")
    ingest_text(memory, tmp_path, "# Other\n\nWe visit Testland Academy and Far College.\n", "b")
    assert open_words(memory, "b") == ["Far College"]


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (Decision("p9-0-4", "accept"), NotFound),
        (Decision("", "perhaps"), UsageError),
        (Decision("", "mend", " "), UsageError),
    ],
)
def test_a_wrong_decision_changes_nothing(
    memory: EmbeddedStore, tmp_path: Path, decision: Decision, error: type[Exception]
) -> None:
    ingest_text(memory, tmp_path)
    known, version = ids(memory), memory.version()
    given = decision if decision.id else decision._replace(id=known["Testland Academy"])
    with pytest.raises(error):
        decide(memory, IRIS, "page", [Decision(known["University of Somewhere"], "accept"), given],
               "editor")  # fmt: skip
    assert memory.version() == version


def test_a_table_goes_to_a_spreadsheet_and_back(memory: EmbeddedStore, tmp_path: Path) -> None:
    ingest_text(memory, tmp_path)
    table = write_table(list_open(memory, IRIS, "page"))
    head, *lines = table.splitlines()
    filled = [line[:-1] + "accept," if "Testland" in line.split(",")[2] else line for line in lines]
    assert read_table("\n".join([head, *filled]), "t.csv") == [
        Decision(ids(memory)["Testland Academy"], "accept")
    ]
    semicolons = "id;verdict;name\np3-1-2; Mend ;Alpha\np3-3-4;;\n"
    assert read_table(semicolons, "t.csv") == [Decision("p3-1-2", "mend", "Alpha")]
    with pytest.raises(SourceRefused, match="no columns id and verdict"):
        read_table("a,b\n1,2\n", "t.csv")


def test_a_record_gives_country_and_confidence(memory: EmbeddedStore, tmp_path: Path) -> None:
    ingest_text(memory, tmp_path)
    record = Recognized("Academy of Testland", "UZ", 0.9, is_sure=True)

    def recognize(words: str) -> Recognized | None:
        return record if words == "Testland Academy" else None

    found = {one.quote.exact: one for one in list_open(memory, IRIS, "page", recognize)}
    known = found["Testland Academy"]
    assert (known.record, known.country, known.confidence) == ("Academy of Testland", "UZ", 0.9)
    assert found["Example State University"].confidence is None


def test_a_name_that_only_an_authority_knows_can_be_accepted(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    ingest_text(memory, tmp_path, "# Partners\n\nWe work with CERN and Far College.\n")

    def recognize(words: str) -> Recognized | None:
        return Recognized("CERN", "CH", 0.95, is_sure=True) if words == "CERN" else None

    found = list_open(memory, IRIS, "page", recognize)
    (known,) = [one.id for one in found if one.quote.exact == "CERN"]
    decide(memory, IRIS, "page", [Decision(known, "accept")], "editor", recognize=recognize)
    assert parties(memory) == {"CERN"}


def test_the_unit_of_the_sentences_can_be_named(memory: EmbeddedStore, tmp_path: Path) -> None:
    table = "\nDepartment\tPartner\nSoil\tOne University\nRoots\tTwo University\n"
    ingest_text(memory, tmp_path, TEXT + table)
    one = Decision(ids(memory)["Testland Academy"], "accept")
    decide(memory, IRIS, "page", [one], "editor", unit="Roots")
    assert ask(memory, f"{PREFIX} ASK {{ ?c hk:party ?u, ?o . ?u skos:prefLabel 'Roots' . "
                       "?o skos:prefLabel 'Testland Academy' }")  # fmt: skip


def test_known_names_of_tables_are_not_proposed(memory: EmbeddedStore, tmp_path: Path) -> None:
    table = "\nPartner\tCountry\nTestland Academy\tItaly\n"
    ingest_text(memory, tmp_path, TEXT + table)
    assert "Testland Academy" not in open_words(memory)
