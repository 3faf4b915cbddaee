"""Building an index: in a folder of its own, which takes the place of the old one when whole."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import tantivy

from ...errors import SourceRefused
from .index import FIELD, FORMAT, domain_key, key, spellings
from .organization import Organization
from .places import city_table
from .records import SAMPLE, Packer, train_dictionary
from .words import Words

__all__ = ["BEFORE", "build_index"]

#: What the folder of the release before is called.
BEFORE = ".before"
HEAP = 256 * 1024 * 1024


def domains_of(one: Organization) -> set[str]:
    """Return the web domains of an organisation: its own, and that of its web site."""
    host = (urlsplit(one.website).hostname or "") if "://" in one.website else ""
    return {*map(str.lower, one.domains), *filter(None, [host.removeprefix("www.")])}


def build_index(
    folder: Path, organizations: Iterable[Organization], release: Mapping[str, str]
) -> int:
    """Write the index of `organizations`, in the place of an older one; return how many they are.

    The old one stays until the new one is whole, and is kept beside it as `NAME.before`. Raises
    `SourceRefused` where there are none, and what iterating `organizations` raises.
    """
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        count = write(new, organizations, release)
        if not count:
            raise SourceRefused("the file holds no organisation", where=release.get("file", ""))
        before = folder.with_name(f"{folder.name}{BEFORE}")
        if folder.exists():
            shutil.rmtree(before, ignore_errors=True)
            folder.rename(before)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return count


def write(folder: Path, organizations: Iterable[Organization], release: Mapping[str, str]) -> int:
    """Write an index into a new folder; return how many organisations it has."""
    (folder / "names").mkdir(parents=True)
    rest = iter(organizations)
    sample = [*islice(rest, SAMPLE)]
    (folder / "dictionary").write_bytes(dictionary := train_dictionary(sample))
    names, kept = Names(folder / "names"), IndexTables()
    packer = Packer(dictionary)
    with (folder / "records").open("wb") as records:
        for number, one in enumerate(chain(sample, rest)):
            kept.numbers[one.id] = number
            for found in sorted(
                {found for name in one.names for found in spellings(name) if found}
            ):
                names.add(found)
                kept.counts.update(set(found))
                kept.hashes.append(key(found))
                kept.owners.append(number)
            kept.domains += [(key(domain_key(domain)), number) for domain in domains_of(one)]
            kept.places.append(kept.places[-1] + records.write(packer.pack(one)))
    names.commit()
    kept.save(folder)
    about = {**release, "organizations": len(kept.numbers), "format": FORMAT}
    (folder / "release.json").write_text(json.dumps(about))
    return len(kept.numbers)


class Names:
    """The names of an index, as they are added to tantivy."""

    def __init__(self, folder: Path) -> None:
        """Make an index of one field in an empty folder."""
        schema = tantivy.SchemaBuilder().add_text_field(
            FIELD, tokenizer_name="whitespace", index_option="freq"
        ).build()  # fmt: skip
        self._writer = tantivy.Index(schema, path=str(folder)).writer(heap_size=HEAP, num_threads=1)

    def add(self, name: Words) -> None:
        """Add a name, which gets the next number."""
        self._writer.add_document(tantivy.Document(**{FIELD: " ".join(name)}))

    def commit(self) -> None:
        """Write all that was added."""
        self._writer.commit()
        self._writer.wait_merging_threads()


@dataclass
class IndexTables:
    """What is kept of all organisations: counts of words, hashes of names, places of records.

    `owners` are the organisations of the names, `numbers` those of ids; domains are hash and owner.
    """

    counts: Counter[str] = field(default_factory=Counter)
    hashes: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=lambda: [0])
    numbers: dict[str, int] = field(default_factory=dict)
    domains: list[tuple[int, int]] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write the arrays; whole names and domains are found by the same hashes."""
        hashes = [*self.hashes, *(hashed for hashed, _ in self.domains)]
        owners = [*self.owners, *(owner for _, owner in self.domains)]
        order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
        np.save(folder / "hashes.npy", np.array(hashes, dtype=np.uint64)[order])
        np.save(folder / "hashed.npy", np.array(owners, dtype=np.uint32)[order])
        np.save(folder / "owners.npy", np.array(self.owners, dtype=np.uint32))
        np.save(folder / "places.npy", np.array(self.places, dtype=np.uint32))
        ids = sorted(self.numbers)
        (folder / "ids.txt").write_text("\n".join(ids))
        numbers = np.array([self.numbers[one] for one in ids], dtype=np.uint32)
        np.save(folder / "numbers.npy", numbers)
        common = {word: count for word, count in sorted(self.counts.items()) if count > 1}
        (folder / "words.json").write_text(json.dumps(common, ensure_ascii=False))
        (folder / "cities.json").write_text(json.dumps(city_table(), separators=(",", ":")))
