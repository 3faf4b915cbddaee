"""Saved queries as RDF: in the graph, at `/queries.ttl`, and such as can be asked."""

import pyoxigraph as ox
from conftest import IRIS

from graph.resources import queries_dir
from graph.saved.executables import describe_queries
from graph.saved.queries import SavedQuery, load_all
from graph.settings import Settings
from graph.store import EmbeddedStore, select
from graph.vocab import RDF, SH
from server import create_app


def test_saved_queries_are_in_the_graph_and_can_be_asked(
    register: EmbeddedStore,
) -> None:
    client = create_app(Settings(store="memory:"), register).test_client()
    saved = {n: q for n, q in load_all(queries_dir()).items() if isinstance(q, SavedQuery)}
    rows = select(register, f"SELECT ?q ?text {{ ?q a {SH.SPARQLExecutable} ; {SH.select} ?text }}")
    assert {str(row["q"].value) for row in rows} == {f"{IRIS.base}queries/{n}" for n in saved}
    asked = [row for row in rows if not saved[str(row["q"].value).rpartition("/")[2]].parameters]
    assert len(asked) > 15
    for row in asked:
        select(register, str(row["text"].value))
    told = [*ox.parse(client.get("/queries.ttl").data, format=ox.RdfFormat.TURTLE)]
    assert {quad.triple for quad in told} == {*describe_queries(saved.values(), IRIS)}
    parameters = [t for t in told if t.predicate == RDF.type and t.object == SH.Parameter]
    assert len(parameters) == sum(len(query.parameters) for query in saved.values())
