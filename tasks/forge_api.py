"""Reads of a forge's API, under the mirror's network policy: addresses resolved once and judged, no redirects, bounded."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from graph.errors import AccessDenied, BadInput, BrokenSetup, MirrorUnavailable, NotARepository
from mirror import Credential as Basic
from mirror import Policy
from mirror.network import Origin, parsed, reached, through_proxy
from store.model import Credential

_SECONDS, _LIMIT = 30, 1 << 20  # of an answer
_GITHUB = "https://github.com"


def root(forge: str, base_url: str) -> str:
    """Where the API of the forge at `base_url` is."""
    base = base_url.rstrip("/")
    if forge == "github":
        return "https://api.github.com" if base == _GITHUB else f"{base}/api/v3"
    return f"{base}/api/v4"


def get(api: str, path: str, credential: Credential | None, policy: Policy) -> dict[str, Any]:
    """The JSON object at `path`. Any redirect, and whatever is no object, is refused."""
    origin, prefix = parsed(api)
    headers = {"Accept": "application/json", "User-Agent": "aether", **_authorization(credential)}
    with _told(origin), closing(_connection(origin, policy)) as connection:
        connection.request("GET", prefix + path, headers=headers)
        with connection.getresponse() as answer:
            status, body = answer.status, answer.read(_LIMIT + 1)
    return _judged(f"{origin}{prefix}{path}", status, body)


@contextmanager
def _told(origin: Origin) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise BrokenSetup(
            f"{origin}: the certificate is not trusted ({error.reason}); see AETHER_CA_BUNDLE."
        ) from error
    except (http.client.HTTPException, OSError) as error:
        raise MirrorUnavailable(f"{origin}: the forge's API is away ({error}). It is tried again.") from error


def _authorization(credential: Credential | None) -> dict[str, str]:
    """Deploy keys open no API; without a credential only what is public is found."""
    if credential is None or credential.kind != "token":
        return {}
    if not credential.value.isprintable():
        raise BadInput("The stored credential holds a line break or another control character. Store it again without.")
    return {"Authorization": f"Bearer {credential.value}"}


def _connection(origin: Origin, policy: Policy) -> http.client.HTTPConnection:
    """To the address that was judged; the certificate is still that of the name."""
    at, host = reached(origin, policy), origin.host.strip("[]")
    context = ssl.create_default_context(cafile=str(policy.ca_file) if policy.ca_file else None)
    if policy.proxy and through_proxy(origin, policy):
        return _through(policy.proxy, origin, context)
    connection = http.client.HTTPConnection(host, origin.port, timeout=_SECONDS)
    connection.sock = socket.create_connection((str(at[0]), origin.port), timeout=_SECONDS)
    if origin.scheme == "https":
        connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
    return connection


def _through(proxy: str, origin: Origin, context: ssl.SSLContext) -> http.client.HTTPConnection:
    where = urlsplit(proxy)
    connection = http.client.HTTPSConnection(where.hostname or "", where.port or 80, timeout=_SECONDS, context=context)
    user = Basic.basic(unquote(where.username), unquote(where.password or "")) if where.username else None
    connection.set_tunnel(origin.host, origin.port, {"Proxy-Authorization": user.authorization} if user else {})
    return connection


def _judged(url: str, status: int, body: bytes) -> dict[str, Any]:
    if (
        status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    ):
        raise NotARepository(f"{url}: the forge has no such thing, or does not show it to this credential.")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise AccessDenied(f"{url}: the forge wants a credential, or does not accept the stored one.")
    if status != HTTPStatus.OK:
        raise MirrorUnavailable(f"{url}: the forge's API answered {status}. It is tried again.")
    try:
        found = json.loads(body) if len(body) <= _LIMIT else None
    except ValueError as error:
        raise MirrorUnavailable(f"{url}: the forge's API answered with something else than JSON.") from error
    if not isinstance(found, dict):
        raise NotARepository(f"{url}: the forge's API answered with no object.")
    return found
