"""Records: JSON arrays of objects, lines of JSON, and EWP's XML of agreements (IIA v7)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from ...errors import SourceRefused
from ..document import Cell, Content, Grid
from .decode import check_cell, decode

__all__ = ["grid_of", "read_ewp", "read_json", "read_json_lines"]

#: Keys of what an object is called, or is.
OWN = ("name", "value", "label")
REMEDY = "Give an array of objects, one a partner, or one object a line."


def read_json(data: bytes, name: str) -> Content:
    """Read an array of objects, or the one that an object holds. Raises `SourceRefused`."""
    text = decode(data, name)
    value = parse_value(text.removeprefix("\ufeff"), name)
    if isinstance(value, Mapping):
        arrays = [*find_arrays(value)]
        value = arrays[0] if len(arrays) == 1 else None
    if not is_records(value):
        raise SourceRefused("there is no array of objects", where=name, remedy=REMEDY)
    return Content("application/json", (grid_of(value, name),))


def read_json_lines(data: bytes, name: str) -> Content:
    """Read one object a line. Raises `SourceRefused` with the line."""
    records = []
    for number, line in enumerate(decode(data, name).removeprefix("\ufeff").splitlines(), 1):
        if not line.strip():
            continue
        record = parse_value(line, f"{name}, line {number}")
        if not isinstance(record, Mapping):
            where = f"{name}, line {number}"
            raise SourceRefused("the line is no object", where=where, remedy=REMEDY)
        records.append(record)
    return Content("application/x-ndjson", (grid_of(records, name),))


def find_arrays(value: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the arrays of objects within an object and the objects that it holds."""
    for one in value.values():
        if isinstance(one, list) and is_records(one):
            yield one
        elif isinstance(one, Mapping):
            yield from find_arrays(one)


def parse_value(text: str, where: str) -> Any:
    """Return a value of JSON (RFC 8259); numbers stay as they are written. Raises `SourceRefused`.

    A key that stands twice in an object is refused: one of its values would be lost.
    """
    try:
        return json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=once
        )
    except (ValueError, RecursionError) as error:
        raise SourceRefused(f"not JSON ({error})", where=where, remedy=REMEDY) from error


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON. Raises `ValueError` for a key that stands twice."""
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(key for key, _ in pairs if sum(other == key for other, _ in pairs) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object')
    return value


def is_records(value: object) -> bool:
    """Say whether a value is an array of objects."""
    return isinstance(value, list) and bool(value) and all(isinstance(o, Mapping) for o in value)


def grid_of(records: Sequence[Mapping[str, Any]], name: str) -> Grid:
    """Return records as a grid: keys are titles, a record that lacks one has an empty cell."""
    records = [flat for record in records for flat in flatten_rows(record)]
    keys = [*dict.fromkeys(key for record in records for key in record)]
    titles = tuple(Cell("", key, 1, place=f'key "{key}"') for key in keys)
    lines = [titles]
    for number, record in enumerate(records, 1):
        cells = []
        for key in keys:
            text = text_of(record.get(key))
            check_cell(text, f"{name}, record {number}")
            cells.append(Cell("", text, number + 1, place=f'record {number}, "{key}"'))
        lines.append(tuple(cells))
    return Grid(tuple(lines))


def flatten_rows(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a record, once for each object of the one array of objects that it holds."""
    flat = flatten(record)
    arrays = [key for key, value in flat.items() if is_records(value)]
    if len(arrays) != 1:
        yield flat
        return
    (key,) = arrays
    for inner in flat.pop(key):
        yield flat | flatten(inner, key)


def flatten(record: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return a record whose values are no objects: "partner.country.name" for a key within others.

    A key "name" or "value" of an object is the object's own value.
    """
    found: dict[str, Any] = {}
    for key, value in record.items():
        own = above if above and key in OWN else f"{above}.{key}" if above else str(key)
        if isinstance(value, Mapping):
            found |= flatten(value, own)
        else:
            found.setdefault(own, value)
    return found


def text_of(value: object) -> str:
    """Return a value of JSON as words; lists one a line, objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(map(text_of, value))
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


#: Forms of mobility in EWP's names -> words that the scheme of forms knows.
MOBILITY = {
    "student-studies-mobility-spec": "student study mobility",
    "student-traineeship-mobility-spec": "student traineeship mobility",
    "staff-teacher-mobility-spec": "staff teaching mobility",
    "staff-training-mobility-spec": "staff training mobility",
}


def read_ewp(data: bytes, name: str) -> Content:
    """Read an answer of EWP's IIAs get endpoint, version 7: one row an agreement and partner.

    The first partner of an agreement is the one that sent the file (IIA API, "Get response").
    Raises `SourceRefused` for other XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        remedy = "Fetch or save it again."
        raise SourceRefused(f"not XML ({error})", where=name, remedy=remedy) from error
    if etree.QName(root).localname != "iias-get-response":
        remedy = "Give the answer of an IIAs get endpoint, or save the table in another format."
        raise SourceRefused("the XML is none of EWP's agreements", where=name, remedy=remedy)
    records = [record for iia in root.iter("{*}iia") for record in records_of(iia)]
    return Content("application/xml", (grid_of(records, name),))


def records_of(iia: etree._Element) -> Iterator[dict[str, str]]:
    """Yield a record for each partner of an agreement but the first."""
    home, *others = iia.findall("{*}partner")
    first = text_at(home, "iia-code")
    years = [
        (
            text_at(spec, "receiving-first-academic-year-id"),
            text_at(spec, "receiving-last-academic-year-id"),
        )
        for spec in iia.iterfind("{*}cooperation-conditions/*")
    ]
    forms = [MOBILITY.get(etree.QName(spec).localname, "") for spec in
             iia.iterfind("{*}cooperation-conditions/*")]  # fmt: skip
    starts = [start for start, _ in years if start]
    ends = [end for _, end in years if end]
    period = f"{min(starts)} - {max(ends)}" if starts and ends else ""
    for partner in others:
        yield {
            "Partner": text_at(partner, "hei-id"), "HEI ID": text_at(partner, "hei-id"),
            "Agreement number": first or text_at(partner, "iia-code"),
            "Signed": text_at(home, "signing-date") or text_at(partner, "signing-date"),
            "Academic years": period,
            "Forms of cooperation": "; ".join(dict.fromkeys(filter(None, forms))),
        }  # fmt: skip


def text_at(element: etree._Element, name: str) -> str:
    """Return the text of a child."""
    return (element.findtext(f"{{*}}{name}") or "").strip()
