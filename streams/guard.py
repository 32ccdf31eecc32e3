"""Which addresses may be connected to: no receiver leads into the own network by itself.

Names are resolved at the time of delivery, all of their addresses are judged, and the
connection goes to an address that was judged. A name that leads elsewhere a moment later
therefore gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from streams.errors import WirewatchError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network
    Resolve = Callable[[str, int], Awaitable[list[str]]]

# IANA's registries of special-purpose addresses (RFC 6890), with what newer RFCs add.
_REFUSED: Final[tuple[Network, ...]] = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private, RFC 1918
            "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local: where clouds keep their credentials
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
            "::/8",  # unspecified, loopback, IPv4-compatible; NAT64, RFC 6052 and 8215
            "100::/16",  # discard-only, RFC 6666 and 9780
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation, RFC 9637
            "5f00::/16",  # segment routing, RFC 9602
            "fc00::/7",  # unique local
            "fe80::/9",  # link-local, and site-local of old
            "ff00::/8",  # multicast
        ),
    )
)


class BlockedReason(StrEnum):
    """Why an address is not connected to."""

    OWN_NETWORK = "own-network"
    ZONE = "zone"
    NOT_HTTPS = "not-https"


class BlockedError(WirewatchError):
    """An address is not connected to.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: BlockedReason) -> None:
        self.reason = reason
        super().__init__(f"blocked: {reason}")


#: For an address that who runs Wirewatch put into a setting: it may well be on this machine.
EVERYWHERE: Final = ("0.0.0.0/0", "::/0")


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system's resolver gives them.

    Raises:
        OSError: it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """Judges addresses at the time of delivery.

    Args:
        allowed: networks (CIDR) that may be connected to although they are special; plain
            http is allowed within them.
        allow_http: plain http is allowed everywhere.
        resolve: asks for the addresses of a host.
    """

    def __init__(
        self,
        allowed: Iterable[str] = (),
        *,
        allow_http: bool = False,
        resolve: Resolve = resolve,
    ) -> None:
        self._allowed = tuple(map(ip_network, allowed))
        self._allow_http = allow_http
        self._resolve = resolve

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, each of which may be connected to.

        Raises:
            BlockedError: one of them may not.
            OSError: it has none.
        """
        found = await self._resolve(host, port)
        for text in found:
            if reason := self._fault(text):
                raise BlockedError(reason)
        return found

    async def check_scheme(self, scheme: str, host: str, port: int) -> None:
        """Plain http shows the alert and its address to all on the way.

        Raises:
            BlockedError: it is not allowed, and the host is not in an allowed network.
            OSError: the host has no address.
        """
        if scheme == "https" or self._allow_http:
            return
        found = [_judged(text) for text in await self.addresses(host, port)]
        if not all(address is not None and self._is_allowed(address) for address in found):
            raise BlockedError(BlockedReason.NOT_HTTPS)

    def refuses(self, scheme: str, host: str) -> BlockedReason | None:
        """Why a host is never connected to, as far as that is known without asking for addresses.

        Of a name it is not, but for that of this machine.
        """
        text = "127.0.0.1" if host.casefold() == "localhost" else host
        try:
            address = _judged(text)
        except ValueError:
            return None
        if fault := self._fault(text):
            return fault
        fine = scheme == "https" or self._allow_http or (address and self._is_allowed(address))
        return None if fine else BlockedReason.NOT_HTTPS

    def _fault(self, text: str) -> BlockedReason | None:
        address = _judged(text)
        if address is None:
            return BlockedReason.ZONE
        special = any(address in network for network in _REFUSED)
        return BlockedReason.OWN_NETWORK if special and not self._is_allowed(address) else None

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self._allowed)


def _judged(text: str) -> Address | None:
    """The address that is meant: an IPv4 one in IPv6 clothes is judged as what it is.

    None for one with a zone, which names an interface of this machine.
    """
    if "%" in text:
        return None
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
