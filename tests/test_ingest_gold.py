"""The real page against the hand-made conversion: 36 entities, 90 statements, 24 forbidden ones."""

from collections.abc import Iterator

import pytest
from gold import PAGE, needs_seed

from graph.ingest import Options, Report, ingest_file
from graph.iris import Iris
from graph.store import Store

BASE = "http://127.0.0.1:8000/"
IRIS = Iris(BASE)
SLUG = "department-relations"
ID = f"{BASE}id/"
SOURCE = f"{ID}source/{SLUG}"

PREFIXES = """PREFIX hk: <https://w3id.org/hamkor#> PREFIX form: <https://w3id.org/hamkor/form/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX schema: <https://schema.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""

pytestmark = needs_seed


def org(slug: str) -> str:
    return f"<{ID}organization/{slug}>"


#: Gold ids -> our IRIs. Groups, lists and the activity are `#` IRIs of the source.
ACADEMY = "academy-of-sciences-of-the-republic-of-uzbekistan"
DEPT = f"<{ID}unit/{SLUG}--e-and-m>"
THINGS = {
    "INST": org(SLUG),
    "DEPT": DEPT,
    "PAGEDEPT": DEPT,
    "FAC1": f"<{ID}unit/{SLUG}--qxet>",
    "FAC2": f"<{ID}unit/{SLUG}--qsxet>",
    "O01": org(f"research-institute-of-nuclear-physics-of-the-{ACADEMY}"),
    "O01P": org(ACADEMY),
    "O02": org("tashkent-state-transport-university"),
    "O03": org("moscow-institute-of-energy"),
    "O04": org("k-a-timiryazev-state-agrarian-university-of-russia"),
    "O05": org("karshi-institute-of-engineering-economics"),
    "O06": org("new-mexico-state-university"),
    "O07": org("california-state-university"),
    "O08": org("chicago-university"),
    "O09": org("texas-agricultural-and-mechanization-university"),
    "O10": org("oxford-university"),
    "O11": org("madrid-polytechnic-university"),
    "O12": org("turin-polytechnic-university"),
    "O13": org("north-dakota-state-university"),
    "O14": org("uzstandart-agency"),
    "O15": org("national-metrology-institute-of-uzbekistan"),
    "O16": org("tashkent-agricultural-machinery-production-enterprise"),
    "O17": org("mmm-energy"),
    "O18": org("yashnaobod-texnopark"),
    "O19": org("ozbek-ekspertiza"),
    "G01": f"<{SOURCE}#group-g01>",
    "G02": f"<{SOURCE}#group-g02>",
    "G03": f"<{SOURCE}#marker-g03>",
    "G04": f"<{SOURCE}#marker-g04>",
    "G05": f"<{SOURCE}#group-g05>",
    "PE1": f"<{ID}person/{SLUG}--tom-bone>",
    "PE2": f"<{ID}person/{SLUG}--a-u-gapparov>",
    "PE3": f"<{ID}person/{SLUG}--y-e-cholliyev>",
    "PR1": f"<{ID}programme/60722900>",
    "PR2": f"<{ID}programme/60711500>",
    "LAB1": f"<{ID}laboratory/{SLUG}--metrology-standardization-and-certification>",
    "EV1": f"<{ID}event/{SLUG}--scientific-and-practical-seminars>",
    "LIST1": f"<{SOURCE}#list-list1>",
    "LIST2": f"<{SOURCE}#list-list2>",
    "ACT3": f"<{SOURCE}#activity-act3>",
}  # fmt: skip
PARTIES = {f"C{n:02}": (f"O{n:02}",) for n in range(1, 13)} | {
    "C13": ("O14", "O15"), "C14": ("O16",), "C15": ("O17",), "C16": ("O18",), "C17": ("O19",),
}  # fmt: skip
ROWS = {"T1R1": "C13", "T1R2": "C14", "T1R3": "C15", "T2R1": "C16", "T2R2": "C17"}

#: Terms of the gold that our model says otherwise.
PREDICATES = {
    "hk:openList": "hk:openList", "hk:department": "hk:party", "hk:counterpartyCell": "hk:party",
    "hk:formsCell": "hk:formsVerbatim", "hk:sameAsCandidate": "hk:mentionedAs",
}  # fmt: skip
FORMS = {
    "CF.5.1": "invited-teaching", "CF.3.1": "scientific-research",
    "CF.3.2": "laboratory-establishment", "CF.1.1.2.1": "summer-internship",
    "CF.1.1.3": "educational-practice", "CF.4.2.1": "energy-audit-expertise",
}  # fmt: skip
BASES = {
    "stated": "Stated", "stated-blank": "Stated", "normalised": "Normalised",
    "contextual": "Contextual", "inferred": "Inferred",
}  # fmt: skip
#: Where we argue for another basis than the gold's, and why.
ARGUED = {
    "S069": "the statement stands, and",
    "S072": "the words are a variant label of the form, as those of S074 are: normalised",
    "S079": None,
}


@pytest.fixture(scope="module")
def report_and_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Report, Store]]:
    from graph.store import open_store

    with open_store("memory:") as store:
        yield ingest_file(store, IRIS, PAGE, Options()), store
