"""A deed is done whole or not at all: facts, pages that are gone, internal graphs, the base."""

import shutil
from pathlib import Path

import pytest
from dying import run, run_and_die

from graph.settings import Settings
from graph.store import internal_graph, internal_names, open_store, select

pytestmark = pytest.mark.slow

HEADER = (
    "# Our partners\n\n<b>Department name</b>\t<b>Company name</b>\t"
    "<b>Information about the cooperation agreement (when, for how long)</b>\t"
    "<b>Forms of cooperation (internship, course work, etc.)</b>\n"
)
BEFORE = f"""{HEADER}<b>Soil Physics</b>\tGreen Field Company LLC\t\tinternship, office@field.example
<b>Soil Physics</b>\tWater Agency\t\tsummer internships
"""
AFTER = f"{HEADER}<b>Soil Physics</b>\tWater Agency\t\tproduction practice, office@water.example\n"
NEW_BASE = "https://partners.example.edu/"
GREEN_FIELD = "id/organization/green-field-company-llc"
#: What a deed calls on its way; a kill comes before one of the calls.
STEPS = {
    "graph.store:Ledger": ("rows", "prepare", "mark_done", "set_setting", "slug"),
    "graph.store:EmbeddedStore": ("update", "_apply", "flush"),
    "graph.store.embedded.folder:StoreFolder": ("sync", "note", "flush"),
}
DEEDS = {
    "an ingest": ("ingest", "soil.txt", "--institution", "soil"),
    "a removal": ("source", "remove", "soil"),
    "a move": ("rebase", NEW_BASE),
}


def state(place: Path) -> tuple[object, ...]:
    """Return all that a deed may change: public facts, removed pages, internal graphs, base."""
    with open_store(Settings(store=str(place / "store"))) as store:
        facts = {tuple(map(str, row.values())) for row in select(store, "SELECT * { ?s ?p ?o }")}
        internal = {
            name: internal_graph(store.ledger, name) for name in internal_names(store.ledger)
        }
        return facts, store.ledger.gone(), internal, store.ledger.setting("base_iri")


def store_with_source(place: Path) -> Path:
    place.mkdir()
    (place / "soil.txt").write_text(BEFORE)
    assert run(place, "ingest", "soil.txt", "--institution", "soil").exit_code == 0
    (place / "soil.txt").write_text(AFTER)
    return place


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_kill_leaves_a_deed_whole_or_undone(tmp_path: Path, deed: tuple[str, ...]) -> None:
    start = store_with_source(tmp_path / "start")
    undone = state(start)
    assert run(Path(shutil.copytree(start, tmp_path / "done")), *deed).exit_code == 0
    done = state(tmp_path / "done")
    assert done != undone
    step, ends, found = 0, 9, []
    while ends == 9:
        place = Path(shutil.copytree(start, tmp_path / "killed"))
        ends = run_and_die(place, STEPS, step, *deed, after="update")
        found.append(state(place))
        assert found[-1] in (undone, done), step
        shutil.rmtree(place)
        step += 1
    assert ends == 0
    assert found[0] == undone
    assert found[-1] == done


def test_what_a_removed_row_said_is_gone_under_the_new_base_too(tmp_path: Path) -> None:
    place = store_with_source(tmp_path / "here")
    assert run(place, *DEEDS["an ingest"]).exit_code == 0
    _, gone, internal, base = state(place)
    assert f"{base}{GREEN_FIELD}" in gone  # type: ignore[operator]
    assert "office@water.example" in str(internal)
    assert run(place, *DEEDS["a move"]).exit_code == 0
    _, gone, internal, base = state(place)
    assert base == NEW_BASE
    assert f"{NEW_BASE}{GREEN_FIELD}" in gone  # type: ignore[operator]
    assert f"<{NEW_BASE}" in str(internal)
