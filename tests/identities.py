"""One organisation, its record and its reviewer, for tests of decisions."""

from graph.iris import Iris
from graph.link import Identifier
from graph.store import Store, select

WHO = "data steward"
KARSHI, TURIN = Identifier("ror", "04xs15c78"), Identifier("ror", "00bgk9508")
SAME = "SELECT ?s ?o { ?s <http://www.w3.org/2002/07/owl#sameAs> ?o }"
IRIS = Iris("https://partners.example.edu/")
SLUG = "karshi-institute-of-engineering-economics"
THING = IRIS.thing("organization", SLUG).value


def same(store: Store) -> dict[str, str]:
    return {row["s"].value: row["o"].value for row in select(store, SAME)}
