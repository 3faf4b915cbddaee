"""Records of ROR in each form of its dumps, and a crowd of others, for tests of linking."""

import gzip
import io
import json
import zipfile
from typing import Any

import zstandard

V2: dict[str, Any] = {
    "id": "https://ror.org/04xs15c78", "status": "active", "established": 1995,
    "types": ["education"], "domains": ["kstu.uz"],
    "names": [
        {"value": "Karshi State Technical University", "types": ["ror_display", "label"], "lang": "en"},
        {"value": "Каршинский инженерно-экономический институт", "types": ["alias"], "lang": "ru"},
        {"value": "QMII", "types": ["acronym"], "lang": "uz"},
    ],
    "locations": [{"geonames_id": 1216311, "geonames_details": {
        "country_code": "UZ", "country_name": "Uzbekistan", "lat": 38.86, "lng": 65.78,
        "name": "Qarshi", "country_subdivision_name": "Qashqadaryo"}}],
    "external_ids": [{"type": "wikidata", "preferred": None, "all": ["Q25528138"]}],
    "links": [{"type": "website", "value": "https://kstu.uz"}],
    "relationships": [],
}  # fmt: skip
#: The same with an older name, as ROR keeps it.
RENAMED: dict[str, Any] = {**V2, "names": [
    *V2["names"],
    {"value": "Karshi Institute of Engineering Economics", "types": ["alias"], "lang": "en"},
]}  # fmt: skip
V1: dict[str, Any] = {
    "id": "https://ror.org/00bgk9508", "name": "Politecnico di Torino", "status": "active",
    "types": ["Education"], "established": 1859, "aliases": [], "acronyms": [],
    "labels": [{"label": "Polytechnic University of Turin", "iso639": "en"}],
    "country": {"country_code": "IT", "country_name": "Italy"},
    "addresses": [{"lat": 45.07, "lng": 7.68, "state": "Piedmont", "city": "Turin",
                   "geonames_city": {"id": 3165524, "city": "Turin"}}],
    "external_ids": {"ISNI": {"preferred": None, "all": ["0000 0004 1937 0343"]},
                     "GRID": {"preferred": "grid.4800.c", "all": "grid.4800.c"}},
    "links": ["https://www.polito.it"],
    "relationships": [{"type": "Related", "id": "https://ror.org/05rcgef49", "label": "Institute"}],
}  # fmt: skip


def crowd(count: int = 300) -> list[dict[str, Any]]:
    """Organisations of no interest: how much a word tells depends on how many have it."""
    return [
        {"id": f"x{number}", "status": "active", "cc": "XX",
         "names": [{"v": f"Name{number} University of Place{number % 97}", "t": ["label"]}]}
        for number in range(count)
    ]  # fmt: skip


LINE: dict[str, Any] = {
    "id": "042xrxv40", "status": "active", "est": 2009, "types": ["education"],
    "names": [{"v": "Turin Polytechnic University", "t": ["ror_display", "label"], "l": None}],
    "cc": "UZ", "country": "Uzbekistan", "ext": {"grid": ["grid.472396.d"]},
    "links": [["website", "https://polito.uz"]], "rec": "2021-09-23",
}  # fmt: skip


def zipped(name: str, data: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "")
        archive.writestr(name, data)
    return file.getvalue()


PACKED = {
    "array": json.dumps([V2, V1], indent=4).encode(),
    "lines": f"{json.dumps(V2)}\n{json.dumps(V1)}\n".encode(),
    "zip": zipped("v2.9-ror-data_schema_v2.json", json.dumps([V2, V1])),
    "zstd": zstandard.compress(json.dumps([V2, V1]).encode()),
    "gzip": gzip.compress(json.dumps([V2, V1]).encode()),
}
