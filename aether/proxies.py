"""The client's address behind reverse proxies. X-Forwarded-For is trusted only as far as the operator's proxies wrote it."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_WITH_PORT = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?|(?P<four>[0-9.]+):[0-9]{1,5}")


class Proxied:
    """WSGI middleware that sets the client's address for everything behind it."""

    def __init__(self, application: "WSGIApplication", trusted: Sequence[Network]) -> None:
        self._application, self._trusted = application, trusted

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        told = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = client(environ.get("REMOTE_ADDR", ""), told.split(","), self._trusted)
        return self._application(environ, start_response)


def client(peer: str, told: Sequence[str], trusted: Sequence[Network]) -> str:
    """The nearest address that is not a trusted proxy. `told`: X-Forwarded-For, to which each proxy appends. Whatever stands to
    the left of the nearest untrusted address may have been forged by it.
    """
    nearest = peer
    for hop in reversed(told):
        if not _is_trusted(nearest, trusted) or (address := _parsed(hop)) is None:
            break
        nearest = str(address)
    return nearest


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in trusted)


def _parsed(text: str) -> _Address | None:
    """Parses an address. Some proxies append the port, and an IPv4 address may be mapped into IPv6."""
    match = _WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address((match["six"] or match["four"]) if match else text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
