"""Records of organisations as bytes: short ones pack well once they know what they have in common.

Each is packed alone, so that one is read without the others, with a dictionary that is trained on
the first of them (zstd).
"""

import marshal
from collections.abc import Sequence
from typing import Any

import zstandard

from .organization import Name, Organization, Relation

__all__ = ["SAMPLE", "Packer", "Unpacker", "train_dictionary"]

#: How many records the dictionary is trained on, how many it needs, and its bytes.
SAMPLE, FEWEST, SIZE = 10_000, 500, 112_640
LEVEL = 12


def encode_record(one: Organization) -> bytes:
    """Return a record as bytes, not packed."""
    value = (*one[:4], tuple(map(tuple, one.names)), *one[5:10], dict(one.identifiers),
             *one[11:13], tuple(map(tuple, one.relations)))  # fmt: skip
    return marshal.dumps(value, 2)


def train_dictionary(sample: Sequence[Organization]) -> bytes:
    """Return the dictionary of a sample; an empty one where the sample is too small."""
    if len(sample) < FEWEST:
        return b""
    return zstandard.train_dictionary(SIZE, [encode_record(one) for one in sample]).as_bytes()


def load_dictionary(dictionary: bytes) -> zstandard.ZstdCompressionDict | None:
    """Return what zstd takes a dictionary as."""
    return zstandard.ZstdCompressionDict(dictionary) if dictionary else None


class Packer:
    """Packs records with one dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        """Take the dictionary of all records."""
        self._zstd = zstandard.ZstdCompressor(
            LEVEL, dict_data=load_dictionary(dictionary), write_checksum=False, write_dict_id=False
        )

    def pack(self, one: Organization) -> bytes:
        """Return a record as bytes."""
        return self._zstd.compress(encode_record(one))


class Unpacker:
    """Unpacks what a `Packer` with the same dictionary has packed. Safe to use from threads."""

    def __init__(self, dictionary: bytes) -> None:
        """Take the dictionary of all records."""
        self._dictionary = load_dictionary(dictionary)

    def unpack(self, data: bytes) -> Organization:
        """Return the record of bytes."""
        zstd = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        value: Any = marshal.loads(zstd.decompress(data))  # noqa: S302
        names, relations = (Name(*n) for n in value[4]), (Relation(*r) for r in value[13])
        return Organization._make([*value[:4], tuple(names), *value[5:13], tuple(relations)])
