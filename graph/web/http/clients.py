"""Who asks: the address of a client, also behind proxies that the settings name.

A header is believed only from a proxy of `HAMKOR_TRUSTED_PROXIES`; clients write it too. Read from
the right, where the nearest proxy wrote, the first address that is no such proxy is the client's
(`X-Forwarded-For`; `Forwarded` of RFC 7239, sections 4 and 6).
"""

import ipaddress
import re
from collections.abc import Sequence

from flask import request

from .site import the_site

__all__ = ["client", "find_client"]

#: What a `Forwarded` is made of; text of another kind could hide where a proxy's own words begin.
PART = re.compile(
    r"\s+|;|(?P<comma>,)"
    r"""|(?P<name>[\w!#$%&'*+.^`|~-]+)=(?P<value>"(?:[^"\\]|\\.)*"|[^\s",;]+)"""
)
#: An address, perhaps with a port: 192.0.2.1:80, [2001:db8::1]:80, 2001:db8::1.
NODE = re.compile(r"\[(?P<six>[^\]]*)\](?::\w+)?|(?P<four>[\d.]+)(?::\w+)?|(?P<bare>[\da-fA-F:.]+)")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client() -> str:
    """Return what the present request's client is counted by."""
    return find_client(
        request.remote_addr or "",
        request.headers.get("X-Forwarded-For"),
        request.headers.get("Forwarded"),
        the_site().settings.proxies,
    )


def find_client(
    peer: str, x_forwarded_for: str | None, forwarded: str | None, proxies: Sequence[Network]
) -> str:
    """Return the address of the client of a connection from `peer`; headers are None where absent.

    Where the two headers name different clients, one of them is not the proxy's: then the peer
    counts, as it does for a header that cannot be read.
    """
    hops = []
    if x_forwarded_for is not None:
        hops.append([part.strip() for part in x_forwarded_for.split(",")])
    if forwarded is not None:
        hops.append(hops_of(forwarded))
    found = {last_trusted(peer, one, proxies) for one in hops}
    return found.pop() if len(found) == 1 else normalize_address(peer)


def hops_of(forwarded: str) -> list[str]:
    """Return the `for` of each element of a `Forwarded`, "" where it has none; [] of no such."""
    hops, position = [""], 0
    while position < len(forwarded):
        part = PART.match(forwarded, position)
        if part is None:
            return []
        if part["comma"]:
            hops.append("")
        elif (part["name"] or "").lower() == "for":
            hops[-1] = re.sub(r'^"|"$|\\(?=.)', "", part["value"])
        position = part.end()
    return hops


def last_trusted(peer: str, hops: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the last address, from the peer back, that a trusted proxy has seen."""
    seen = peer
    for hop in (*reversed(hops), None):
        address = address_of(seen)
        is_proxy = address is not None and any(address in network for network in proxies)
        if not is_proxy or hop is None or address_of(hop) is None:
            break
        seen = hop
    return normalize_address(seen)


def normalize_address(node: str) -> str:
    """Return an address as it is always written; what is none, as it stands."""
    return str(address_of(node) or node)


def address_of(node: str) -> Address | None:
    """Return the address of a node, None of `unknown`, a name in disguise, or no address."""
    match = NODE.fullmatch(node)
    try:
        found = ipaddress.ip_address(match[match.lastgroup or 0]) if match else None
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
