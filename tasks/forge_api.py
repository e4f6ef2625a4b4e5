"""HTTP requests, mostly to forges' APIs, under the mirror's network policy: the address is resolved once and checked, redirects
are not followed, and answers are bounded.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from graph.errors import AccessDenied, BadInput, BrokenSetup, MirrorUnavailable, NotARepository
from mirror import Credential as Basic
from mirror import Policy
from mirror.network import Origin, parsed, reached, through_proxy
from store.model import Credential

_SECONDS = 30  # of one wait: for the connection, for TLS, for the next bytes
_ANSWER_SECONDS, _LIMIT = 60, 16 << 20  # of a whole answer
_GITHUB = "https://github.com"


class Answer(NamedTuple):
    url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def root(forge: str, base_url: str) -> str:
    """The root URL of the API of the forge at `base_url`."""
    base = base_url.rstrip("/")
    if forge == "github":
        return "https://api.github.com" if base == _GITHUB else f"{base}/api/v3"
    return f"{base}/api/v4"


def get(api: str, path: str, credential: Credential | None, policy: Policy) -> dict[str, Any]:
    """The JSON object at `path`. Redirects and anything but an object are errors."""
    return found(exchange(api, "GET", path, authorization(credential), policy))


def post(api: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """Sends JSON; the JSON object in the answer."""
    return found(exchange(api, "POST", path, headers, policy, json.dumps(body)))


def exchange(
    api: str, method: str, path: str, headers: Mapping[str, str], policy: Policy, body: str | None = None
) -> Answer:
    """One request and its answer, whatever the status; redirects are not followed."""
    origin, prefix = parsed(api)
    told = {"Accept": "application/json", "User-Agent": "aether", **headers}
    with _told(origin), closing(_connection(origin, policy)) as connection:
        connection.request(method, prefix + path, body, told)
        with _cut_off(connection.sock, min(_ANSWER_SECONDS, policy.read_seconds)), connection.getresponse() as answer:
            given = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(f"{origin}{prefix}{path}", answer.status, given, answer.read(_LIMIT + 1))


@contextmanager
def _cut_off(line: socket.socket, seconds: float) -> Iterator[None]:
    """A deadline for the whole answer. The socket's timeout bounds one wait only, so a peer that sends a byte now and then
    could hold the thread for ever.
    """
    late = threading.Event()

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it was closed meanwhile
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # an SSLSocket's own also takes TLS away from the reader

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    slow = TimeoutError(f"its answer was not complete after {seconds:g} s")
    try:
        yield
    except (http.client.HTTPException, OSError) as error:  # whatever the reader makes of a socket that was shut down
        if late.is_set():
            raise slow from error
        raise
    else:
        if late.is_set():
            raise slow
    finally:
        timer.cancel()


@contextmanager
def _told(origin: Origin) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise BrokenSetup(
            f"{origin}: the certificate is not trusted ({error.reason}); see AETHER_CA_BUNDLE."
        ) from error
    except (http.client.HTTPException, OSError) as error:
        raise MirrorUnavailable(f"{origin} is unreachable ({error}). It will be retried.") from error


def authorization(credential: Credential | None) -> dict[str, str]:
    """The header for a token. Deploy keys do not work with APIs; without a credential only public data is visible."""
    if credential is None or credential.kind != "token":
        return {}
    if not credential.value.isprintable():
        raise BadInput(
            "The stored credential contains a line break or another control character. Store it again without."
        )
    return {"Authorization": f"Bearer {credential.value}"}


def _connection(origin: Origin, policy: Policy) -> http.client.HTTPConnection:
    """Connects to the checked address; the certificate is verified against the host name."""
    at, host = reached(origin, policy), origin.host.strip("[]")
    context = ssl.create_default_context(cafile=str(policy.ca_file) if policy.ca_file else None)
    if through_proxy(origin, policy) and policy.proxy:
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


def found(answer: Answer) -> dict[str, Any]:
    document = judged(answer)
    if not isinstance(document, dict):
        raise NotARepository(f"{answer.url}: the forge's API did not return a JSON object.")
    return document


def judged(answer: Answer) -> Any:
    """The JSON of a successful answer; for any other, an error that says what to do."""
    url, status = answer.url, answer.status
    if (
        status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    ):
        raise NotARepository(f"{url}: the forge does not have this, or does not show it to this credential.")
    if exhausted(answer):
        raise MirrorUnavailable(
            f"{url}: the forge's request quota is exhausted. It will be retried.", retry_after=wait_asked(answer)
        )
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise AccessDenied(f"{url}: the forge requires a credential, or rejects the stored one.")
    if status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise MirrorUnavailable(f"{url}: the forge's API answered {status}. It will be retried.")
    try:
        return json.loads(answer.body) if len(answer.body) <= _LIMIT else None
    except ValueError as error:
        raise MirrorUnavailable(f"{url}: the forge's API did not return JSON.") from error


def exhausted(answer: Answer) -> bool:
    """Whether the answer is a rate limit. GitHub uses status 403 as well as 429 for that."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    spent = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    return answer.status == HTTPStatus.FORBIDDEN and spent


def wait_asked(answer: Answer) -> float | None:
    """Seconds from Retry-After, or until an exhausted quota resets; None if the forge does not ask for a wait. Both forges give
    the reset as Unix time.
    """
    told = answer.headers.get("retry-after", "")
    if told.isdecimal():
        return float(told)
    reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("ratelimit-reset") or ""
    return max(float(reset) - time.time(), 1.0) if remaining(answer) == 0 and reset.isdecimal() else None


def remaining(answer: Answer) -> int | None:
    """Requests left in the quota; None if the forge does not say."""
    told = answer.headers.get("x-ratelimit-remaining") or answer.headers.get("ratelimit-remaining") or ""
    return int(told) if told.isdecimal() else None
