"""Settle which network address a host's name leads to, and refuse those that are not public."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final

from counterflow.core.errors import DownloadError

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host as text, the preferred one first."""

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host.

    Raises:
        OSError: The name is not known, or nobody could be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Settle whether an address lies in the public internet.

    An IPv6 address that stands for an IPv4 address is judged by that one too.

    Args:
        address: IPv4 or IPv6, as text.

    Example:
        >>> [is_public(one) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
        [True, False, False, False]

    Basis:
        The special-purpose address registries of IANA, as Python's ``ipaddress`` holds them:
        private, loopback, link-local (the metadata services of clouds), shared and reserved.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)
        for one in (_carried(found) or [found])
    )


def _carried(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Give the IPv4 address that an IPv6 address carries in one of the known ways."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return [one for one in carried if one is not None]


def checked_addresses(
    host: str, port: int, *, resolve: Resolve = resolve, allowed: Callable[[str], bool] = is_public
) -> list[str]:
    """Give the addresses of a host to connect to, every one of them public.

    Whoever connects must use these addresses and not the name again: it may lead elsewhere a moment
    later (DNS rebinding).

    Args:
        host: The name.
        port: The port.
        resolve: Asks for the addresses.
        allowed: Settles whether one may be connected to.

    Raises:
        DownloadError: One of the addresses is not public, or there is none.
        OSError: The name cannot be resolved.

    Example:
        >>> checked_addresses("lists.example", 443, resolve=lambda host, port: ["192.168.0.7"])
        Traceback (most recent call last):
        counterflow.core.errors.DownloadError: [CF250] the host lists.example leads...
    """
    found = list(resolve(host, port))
    for address in found:
        if not allowed(address):
            raise DownloadError(
                f"the host {host} leads to {address}, which is not a public address",
                "private",
                where=host,
                why="nothing is fetched from inside this network",
                remedy="check the name server of this machine, and the address",
            )
    if not found:
        raise DownloadError(f"the host {host} has no address", "address", where=host)
    return found
