"""Whose request it is, where reverse proxies stand in front: an address is believed only as far as the operator's proxies tell it."""

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
    """Between the server and the application: the address that everything behind it sees."""

    def __init__(self, application: "WSGIApplication", trusted: Sequence[Network]) -> None:
        self._application, self._trusted = application, trusted

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        told = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = client(environ.get("REMOTE_ADDR", ""), told.split(","), self._trusted)
        return self._application(environ, start_response)


def client(peer: str, told: Sequence[str], trusted: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours. `told`: X-Forwarded-For, which each proxy appends to: what stands left of
    the nearest stranger is the stranger's own word.
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
    """Some proxies tell the port as well. An IPv4 address may come in the clothes of an IPv6 one."""
    match = _WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address((match["six"] or match["four"]) if match else text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
