"""ROR's data as organisations: schema v2 and v1 of the official dump, and lines of JSON.

The dump is a zip with one JSON array (https://ror.readme.io/docs/data-dump); it is read piece by
piece, since the whole needs a gigabyte. Lines may be packed with zstd or gzip.
"""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import zstandard

from ...errors import SourceRefused
from .organization import Name, Organization, Relation

__all__ = ["LICENCE", "PREFIX", "read_dump", "release_of"]

PREFIX = "https://ror.org/"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
PIECE = 1 << 20
OBJECT = re.compile(r"[\s,\[]*\{")
Json = dict[str, Any]

#: ROR's words for kinds of names, in the order in which one wins for a name with several.
KINDS = {"ror_display": "display", "acronym": "acronym", "label": "label", "alias": "alias"}


def read_dump(path: Path) -> Iterator[Organization]:
    """Yield the organisations of a file. Raises `SourceRefused` for what is none of ROR's."""
    try:
        with open_dump(path) as text:
            for record in read_objects(text):
                yield organization(record)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zstandard.ZstdError) as e:
        remedy = "Give ROR's data dump (zip or JSON, schema v1 or v2), or lines of JSON."
        raise SourceRefused(f"not ROR's data: {e}", where=path.name, remedy=remedy) from e


def release_of(path: Path) -> str:
    """Return the release that a file's name tells (``v2.9``), or an empty text."""
    found = re.search(r"v\d+(?:\.\d+)+", path.name)
    return found.group() if found else ""


@contextmanager
def open_dump(path: Path) -> Iterator[TextIO]:
    """Open the text of a dump: of a zip its JSON of the newest schema, of others the content."""
    with path.open("rb") as file:
        magic = file.read(2)
        file.seek(0)
        if magic == b"PK":
            with zipfile.ZipFile(file) as archive:
                names = sorted(n for n in archive.namelist() if n.endswith((".json", ".jsonl")))
                if not names:
                    raise ValueError("the zip holds no JSON")
                chosen = next((n for n in names if "schema_v2" in n), names[0])
                with archive.open(chosen) as member:
                    yield io.TextIOWrapper(member, encoding="utf-8")
        else:
            unpack = UNPACK.get(magic)
            yield io.TextIOWrapper(unpack(file) if unpack else file, encoding="utf-8")


#: How a packed file begins -> what unpacks it.
UNPACK: Mapping[bytes, Callable[[Any], Any]] = {
    b"\x28\xb5": lambda file: zstandard.ZstdDecompressor().stream_reader(file),
    b"\x1f\x8b": gzip.open,
}


def read_objects(text: TextIO) -> Iterator[Json]:
    """Yield the objects of a JSON array, or of lines, holding one piece at a time."""
    decoder, rest, place = json.JSONDecoder(), "", 0
    while piece := text.read(PIECE):
        rest, place = rest[place:] + piece, 0
        while found := OBJECT.match(rest, place):
            try:
                record, place = decoder.raw_decode(rest, found.end() - 1)
            except json.JSONDecodeError:
                break
            yield record
    if rest[place:].strip(" \t\r\n,[]"):
        raise ValueError("the file ends within a record")


def organization(record: Json) -> Organization:
    """Return the organisation of a record of any of the three forms."""
    if "cc" in record:
        return of_line(record)
    return of_v2(record) if "locations" in record else of_v1(record)


def bare(iri: str) -> str:
    """Return an id without the address before it."""
    return iri.rsplit("/", 1)[-1]


def kind_of(kinds: list[str]) -> str:
    """Return the one kind of a name that has several."""
    return next((ours for theirs, ours in KINDS.items() if theirs in kinds), "alias")


def of_line(r: Json) -> Organization:
    """Return the organisation of a line."""
    return Organization(
        r["id"], r["status"], r.get("est") or 0, tuple(r.get("types", ())),
        tuple(Name(n["v"], kind_of(n["t"]), n.get("l") or "") for n in r["names"]),
        r["cc"], r.get("sub", ""), r.get("city", ""), r.get("geonames", 0),
        (r["lat"], r["lng"]) if "lat" in r else None,
        {scheme: tuple(ids) for scheme, ids in r.get("ext", {}).items()},
        next((url for kind, url in r.get("links", ()) if kind == "website"), ""),
        tuple(r.get("domains", ())), tuple(Relation(*relation) for relation in r.get("rel", ())),
    )  # fmt: skip


def of_v2(r: Json) -> Organization:
    """Return the organisation of a record of schema v2 (https://ror.readme.io/docs/fields)."""
    place = r["locations"][0] if r["locations"] else {}
    details = place.get("geonames_details", {})
    point = (details["lat"], details["lng"]) if details.get("lat") is not None else None
    return Organization(
        bare(r["id"]), r["status"], r.get("established") or 0, tuple(r.get("types", ())),
        tuple(Name(n["value"], kind_of(n["types"]), n.get("lang") or "") for n in r["names"]),
        details.get("country_code") or "", details.get("country_subdivision_name") or "",
        details.get("name") or "", place.get("geonames_id") or 0, point,
        {e["type"].lower(): preferred_identifier(e) for e in r.get("external_ids", ())},
        next((link["value"] for link in r.get("links", ()) if link["type"] == "website"), ""),
        tuple(r.get("domains") or ()),
        relations(r),
    )  # fmt: skip


def of_v1(r: Json) -> Organization:
    """Return the organisation of a record of schema v1."""
    names = [Name(r["name"], "display")]
    names += [Name(label["label"], "label", label.get("iso639") or "") for label in r["labels"]]
    names += [Name(alias, "alias") for alias in r["aliases"]]
    names += [Name(acronym, "acronym") for acronym in r["acronyms"]]
    place = r["addresses"][0] if r.get("addresses") else {}
    city = place.get("geonames_city") or {}
    point = (place["lat"], place["lng"]) if place.get("lat") is not None else None
    return Organization(
        bare(r["id"]), r.get("status", "active"), r.get("established") or 0,
        tuple(kind.lower() for kind in r.get("types", ())), tuple(names),
        r["country"]["country_code"], place.get("state") or "",
        city.get("city") or place.get("city") or "", city.get("id") or 0, point,
        {key.lower(): preferred_identifier(ids) for key, ids in r["external_ids"].items()},
        (r.get("links") or [""])[0], (),
        relations(r),
    )  # fmt: skip


def relations(r: Json) -> tuple[Relation, ...]:
    """Return the relations of a record of either schema."""
    return tuple(
        Relation(x["type"].lower(), bare(x["id"]), x.get("label", ""))
        for x in r.get("relationships", ())
    )


def preferred_identifier(entry: Json) -> tuple[str, ...]:
    """Return the ids of one scheme, the preferred one first."""
    found = entry["all"] if isinstance(entry["all"], list) else [entry["all"]]
    first = [entry["preferred"]] if entry.get("preferred") else []
    return tuple(dict.fromkeys([*first, *found]))
