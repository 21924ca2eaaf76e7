"""Addresses of the internet as visitors are counted by them."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

ONE_HOME = 64  # bits: what one connection is given, to number its devices as it likes (RFC 6177)


def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its /64; what is neither is a network of its own.

    An IPv4 address written as IPv6 (`::ffff:203.0.113.9`) is the same visitor as without.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(IPv6Network((int(known), ONE_HOME), strict=False))
