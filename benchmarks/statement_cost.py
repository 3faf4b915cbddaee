"""What a statement node a fact costs: triples, bytes on disk and seconds, for N partners.

Run: .venv/bin/python benchmarks/statement_cost.py 2000
The page is made here (one row a partner), so nothing but the number of partners varies.
"""

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from graph.ingest import ingest_file
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import open_store, select

HEAD = "Department name\tCompany name\tAgreement (when, for how long)\tForms of cooperation"
ROW = "Department {d}\tPartner {n} Company LLC\t15 March 2023, for 3 years\tsummer internships"
COUNTS = {
    "facts": "?s ?p ?o",
    "in stated graphs": "GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/g/stated/'))",
    "in document graphs": "GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/g/source/'))",
}


def main(partners: int) -> None:
    """Ingest a page of `partners` rows and print what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        rows = (ROW.format(d=n % 20, n=n) for n in range(partners))
        page.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        settings = Settings(store=f"{folder}/store")
        with open_store(settings) as store:
            iris = Iris(settings.base_iri)
            ensure_vocabulary(store, iris)
            steps: list[tuple[str, float]] = []
            ingest_file(
                store, iris, page, None, lambda s, d, t: steps.append((s, time.perf_counter()))
            )
            for name, pattern in COUNTS.items():
                (row,) = select(store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
                print(f"{name}: {row['n'].value}")
        for (name, start), (_, end) in pairwise(steps):
            print(f"{name}: {end - start:.1f} s")
        size = sum(f.stat().st_size for f in Path(folder, "store").rglob("*") if f.is_file())
        print(f"bytes on disk: {size:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
