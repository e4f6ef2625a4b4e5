"""Decides, before any command runs, whether a remote may be spoken to, and at which addresses."""

import ipaddress
import re
import socket
from pathlib import Path
from typing import NamedTuple

from graph.errors import BadInput, MirrorUnavailable, NotARepository, Refused
from mirror.policy import Policy
from mirror.remote import Credential, Remote

_URL = re.compile(
    r"(?P<scheme>(?i:https?))://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~%+-]+)*)/?"
)
_PORTS, _LAST_PORT = {"http": 80, "https": 443}, 65535
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Origin(NamedTuple):
    scheme: str
    host: str  # lower case; an IPv6 literal in brackets
    port: int

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


class Access(NamedTuple):
    """An admitted remote: what git is given."""

    url: str
    protocol: str  # the one transport git may use: file, http or https
    settings: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Access({self.url!r})"


def admit(remote: Remote, policy: Policy) -> Access:
    """Refused for any address, scheme or host that the operator has not allowed."""
    return _local(remote) if remote.local else _http(remote, policy)


def _local(remote: Remote) -> Access:
    path = Path(remote.url).absolute()
    if not path.is_dir():
        raise NotARepository(f"{path} is not a directory, so it holds no git repository.")
    return Access(str(path), "file")


def _http(remote: Remote, policy: Policy) -> Access:
    origin, path = parsed(remote.url)
    if origin != parsed(remote.base_url)[0]:
        raise Refused(f"{origin} is not the forge of this hook ({remote.base_url}), so nothing is fetched from there.")
    private = policy.allows_private(origin.host, origin.port)
    if origin.scheme == "http" and not private:
        raise Refused(
            f"{origin} would be plain http. Use https, or let the operator name the host in AETHER_PRIVATE_HOSTS."
        )
    settings = _pins(origin, addresses(origin, private))
    secrets: tuple[str, ...] = ()
    if remote.credential:
        _refuse_line_breaks(remote.credential)
        settings += ((f"http.{origin}/.extraHeader", f"Authorization: {remote.credential.authorization}"),)
        secrets = remote.credential.secrets()
    if policy.ca_file:
        settings += (("http.sslCAInfo", str(policy.ca_file)),)
    return Access(f"{origin}{path}", origin.scheme, settings, secrets)


def _refuse_line_breaks(credential: Credential) -> None:
    if not credential.authorization.isprintable():
        raise BadInput("The stored credential holds a line break or another control character. Store it again without.")


def parsed(url: str) -> tuple[Origin, str]:
    """The origin and the path; Refused unless it is a plain http or https url, with no user and no query."""
    match = _URL.fullmatch(url)
    port = int(match["port"] or _PORTS[match["scheme"].lower()]) if match else 0
    if not match or port > _LAST_PORT:
        raise Refused(
            f"{_shown(url)} cannot be fetched: only https:// (http:// for hosts the operator allowed) is spoken."
        )
    return Origin(match["scheme"].lower(), match["host"].lower(), port), match["path"]


def _shown(url: str) -> str:
    """A refused url for a person; what stands before an @ or after a ? may be a secret."""
    return repr(re.sub(r"[?#].*", "?***", re.sub(r"//.*@", "//***@", url, flags=re.DOTALL), flags=re.DOTALL)[:200])


def addresses(origin: Origin, private: bool) -> list[Address]:
    """The host's addresses, resolved once; all of them must be public, unless the operator allowed the host."""
    try:
        found = socket.getaddrinfo(origin.host.strip("[]"), origin.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MirrorUnavailable(f"The name {origin.host} does not resolve ({error}). It is tried again.") from error
    unique = dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    for address in unique:
        if not (private or is_public(address)):
            raise Refused(
                f"{origin.host} is at {address}, a private address. The operator can allow it in AETHER_PRIVATE_HOSTS."
            )
    return list(unique)


def is_public(address: Address) -> bool:
    """Judged by the IPv4 address where an IPv6 one carries it (6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.sixtofour or (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if carried or address.is_site_local:
            return bool(carried and is_public(carried))
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _pins(origin: Origin, at: list[Address]) -> tuple[tuple[str, str], ...]:
    """The connection goes to the addresses that were judged: git's own look-up could get another answer."""
    if origin.host.startswith("["):
        return ()  # an address already; libcurl does not parse a pin for one
    listed = ",".join(f"[{one}]" if isinstance(one, ipaddress.IPv6Address) else str(one) for one in at)
    return (("http.curloptResolve", f"{origin.host}:{origin.port}:{listed}"),)
