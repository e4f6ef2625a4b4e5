"""Decides which addresses may be contacted: a host is resolved once, checked, and pinned for the connection."""

import ipaddress
import re
import socket
from typing import NamedTuple

from graph.errors import MirrorUnavailable, Refused
from mirror.policy import Policy

_URL = re.compile(
    r"(?P<scheme>(?i:https?|ssh))://(?:(?P<user>[a-z_][a-z0-9_-]{0,31})@)?(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9._~%+-]+)*)/?"
)
_PORTS, _LAST_PORT = {"http": 80, "https": 443, "ssh": 22}, 65535
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Origin(NamedTuple):
    scheme: str
    host: str  # lower case; an IPv6 literal in brackets
    port: int

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def parsed(url: str) -> tuple[Origin, str]:
    """Origin and path; Refused unless it is a plain http(s) URL without a user, or an ssh URL with one, and has no query."""
    match = _URL.fullmatch(url)
    scheme = match["scheme"].lower() if match else ""
    port = int(match["port"] or _PORTS[scheme]) if match else 0
    if not match or port > _LAST_PORT or bool(match["user"]) is not (scheme == "ssh"):
        raise Refused(
            f"{_shown(url)} cannot be fetched: only https:// (or http:// for hosts the operator allowed) is supported."
        )
    return Origin(scheme, match["host"].lower(), port), match["path"]


def _shown(url: str) -> str:
    """A refused URL for display; what is before an @ or after a ? may be a secret."""
    return repr(re.sub(r"[?#].*", "?***", re.sub(r"//.*@", "//***@", url, flags=re.DOTALL), flags=re.DOTALL)[:200])


def reached(origin: Origin, policy: Policy) -> list[Address]:
    """The checked addresses of the origin; none if the operator's proxy resolves its name.

    Refused for a private address and for plain http, unless the operator allowed the host.
    """
    private = policy.allows_private(origin.host, origin.port)
    if origin.scheme == "http" and not private:
        raise Refused(
            f"{origin} would be plain http. Use https, or ask the operator to add the host to AETHER_PRIVATE_HOSTS."
        )
    if through_proxy(origin, policy) and not _is_literal(origin.host):
        return []
    return addresses(origin, private)


def through_proxy(origin: Origin, policy: Policy) -> bool:
    """Public hosts are reached over http(s) through the proxy; hosts that the operator allowed as private, directly."""
    return bool(policy.proxy) and origin.scheme != "ssh" and not policy.allows_private(origin.host, origin.port)


def _is_literal(host: str) -> bool:
    """Whether the host is an address in any form that resolvers accept. It is checked here even if a proxy connects."""
    return host.startswith("[") or not any(part[:1].isalpha() for part in host.split("."))


def addresses(origin: Origin, private: bool) -> list[Address]:
    """The host's addresses, resolved once. Unless the operator allowed the host, all of them must be public."""
    try:
        found = socket.getaddrinfo(origin.host.strip("[]"), origin.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MirrorUnavailable(f"The name {origin.host} does not resolve ({error}). It will be retried.") from error
    unique = dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    for address in unique:
        if not (private or is_public(address)):
            raise Refused(
                f"{origin.host} is at {address}, a private address. The operator can allow it in AETHER_PRIVATE_HOSTS."
            )
    return list(unique)


def is_public(address: Address) -> bool:
    """An IPv6 address that embeds an IPv4 one (6to4, NAT64) is judged by the latter."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.sixtofour or (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if carried or address.is_site_local:
            return bool(carried and is_public(carried))
    return address.is_global and not (address.is_multicast or address.is_reserved)
