"""Decides, before any command runs, whether a remote may be contacted, and with which settings and credentials."""

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from graph.errors import BadInput, BrokenSetup, Refused
from mirror import local, ssh
from mirror.network import Address, Origin, parsed, reached, through_proxy
from mirror.policy import Policy
from mirror.remote import Credential, DeployKey, Remote


class Access(NamedTuple):
    """What git is given for an admitted remote. Valid only inside the block that admitted it."""

    url: str
    protocol: str  # the one transport git may use: file, http, https or ssh
    settings: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    about: str = ""  # the name to show in messages; a local repository is opened under another one

    def __repr__(self) -> str:
        return f"Access({self.about!r})"


@contextmanager
def admitted(remote: Remote, policy: Policy) -> Iterator[Access]:
    """Refused for any address, scheme or host that the operator has not allowed."""
    if remote.local:
        with local.opened(Path(remote.url).absolute(), confined=remote.confined) as (path, name):
            yield Access(str(name), "file", secrets=(str(name),), about=str(path))
    elif isinstance(remote.credential, DeployKey):
        with _ssh(remote, remote.credential, policy) as access:
            yield access
    else:
        yield _http(remote, remote.credential, policy)


def _http(remote: Remote, credential: Credential | None, policy: Policy) -> Access:
    origin, path = parsed(remote.url)
    if origin.scheme == "ssh":
        raise Refused(f"{origin} cannot be fetched from without a deploy key; this hook has none.")
    if origin != parsed(remote.base_url)[0]:
        raise _foreign(origin, remote)
    settings = _pins(origin, reached(origin, policy))
    secrets: tuple[str, ...] = ()
    if credential:
        _refuse_line_breaks(credential)
        settings += ((f"http.{origin}/.extraHeader", f"Authorization: {credential.authorization}"),)
        secrets = credential.secrets()
    if policy.ca_file:
        settings += (("http.sslCAInfo", str(policy.ca_file)),)
    if policy.proxy and through_proxy(origin, policy):
        settings += (("http.proxy", policy.proxy),)
        secrets += _secrets_of_proxy(policy.proxy)
    return Access(f"{origin}{path}", origin.scheme, settings, secrets, about=f"{origin}{path}")


@contextmanager
def _ssh(remote: Remote, key: DeployKey, policy: Policy) -> Iterator[Access]:
    origin, _ = parsed(remote.url)
    if origin.scheme != "ssh" or origin.host != parsed(remote.base_url)[0].host:
        raise _foreign(origin, remote)
    address, *_ = reached(origin, policy)
    with ssh.environment(key, origin, address) as environment:
        yield Access(remote.url, "ssh", secrets=key.secrets(), environment=environment, about=remote.url)


def _foreign(origin: Origin, remote: Remote) -> Refused:
    return Refused(f"{origin} is not the forge of this hook ({remote.base_url}), so nothing is fetched from there.")


def _refuse_line_breaks(credential: Credential) -> None:
    if not credential.authorization.isprintable():
        raise BadInput(
            "The stored credential contains a line break or another control character. Store it again without."
        )


def _pins(origin: Origin, at: list[Address]) -> tuple[tuple[str, str], ...]:
    """Pins the connection to the checked addresses, because a second look-up by git could return others."""
    if origin.host.startswith("[") or not at:
        return ()  # already an address (libcurl cannot parse a pin for one), or resolved by the proxy
    listed = ",".join(f"[{one}]" if isinstance(one, ipaddress.IPv6Address) else str(one) for one in at)
    return (("http.curloptResolve", f"{origin.host}:{origin.port}:{listed}"),)


def _secrets_of_proxy(proxy: str) -> tuple[str, ...]:
    try:
        password = urlsplit(proxy).password
    except ValueError as error:
        raise BrokenSetup("AETHER_GIT_PROXY is not a URL such as http://proxy.example.com:3128.") from error
    return (proxy, password) if password else ()
