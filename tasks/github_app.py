"""A GitHub App as a credential: its key signs short-lived requests for tokens that can read one repository for an hour.

The forge is asked for the installation of the repository that the hook serves; ids from payloads are never used for tokens.
"""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol, Self
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from graph.errors import AccessDenied, BadInput, MirrorUnavailable, NotARepository
from mirror import Policy
from store.model import Credential
from tasks import forge_api

KIND = "github-app"
BACKDATED, LASTS = 60, 540  # seconds: clocks differ, and GitHub accepts at most ten minutes
MARGIN = 300  # seconds before its expiry when a token is renewed


class AppKey(NamedTuple):
    """What `aether credential add --kind github-app` stores."""

    app_id: str
    private_key: str  # PEM

    def __repr__(self) -> str:
        return f"AppKey({self.app_id})"

    @classmethod
    def read(cls, kept: str) -> Self:
        try:
            return cls(**json.loads(kept))
        except (ValueError, TypeError):
            raise BadInput("The stored GitHub App is unreadable; add it again with `aether credential add`.") from None

    def kept(self) -> str:
        """The form to be sealed; BadInput unless the key can sign."""
        self.signer()
        return json.dumps(self._asdict())

    def signer(self) -> RSAPrivateKey:
        try:
            key = load_pem_private_key(self.private_key.encode(), None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, RSAPrivateKey):
            raise BadInput("A GitHub App signs with the RSA key that its settings generate: a file that ends in .pem.")
        return key


class Place(NamedTuple):
    """The repository a token is for."""

    base_url: str
    path: str
    forge_id: str


class _Token(NamedTuple):
    value: str
    expires_at: float

    def __repr__(self) -> str:
        return f"_Token({self.expires_at})"


class InstallationTokens:
    """Mints tokens and caches each until five minutes before it expires, in this process only."""

    def __init__(self, policy: Policy, clock: Callable[[], float] = time.time) -> None:
        self._policy = policy
        self._clock = clock
        self._tokens: dict[tuple[str, Place], _Token] = {}

    def of(self, app: AppKey, place: Place) -> str:
        """A token that can only read this repository's contents."""
        now, key = self._clock(), (app.app_id, place)
        if key not in self._tokens or self._tokens[key].expires_at - MARGIN <= now:
            self._tokens = {at: token for at, token in self._tokens.items() if token.expires_at > now}
            self._tokens[key] = self._mint(app, place)
        return self._tokens[key].value

    def _mint(self, app: AppKey, place: Place) -> _Token:
        api, headers = forge_api.root("github", place.base_url), bearer(app, self._clock())
        answer = forge_api.exchange(api, "GET", f"/repos/{quote(place.path)}/installation", headers, self._policy)
        try:
            installation = forge_api.found(answer)["id"]
        except (NotARepository, KeyError):
            raise AccessDenied(
                f"The GitHub App {app.app_id} is not installed on {place.path}; install it there."
            ) from None
        asked = {"repository_ids": [int(place.forge_id)], "permissions": {"contents": "read"}}
        return _read(forge_api.post(api, _access(installation), headers, asked, self._policy))


class Known(Protocol):
    """A claim, or a check of a remote."""

    @property
    def base_url(self) -> str | None: ...
    @property
    def path(self) -> str | None: ...
    @property
    def forge_id(self) -> str | None: ...
    @property
    def credential(self) -> Credential | None: ...


def usable(known: Known, policy: Policy) -> Credential | None:
    """The credential to use; for a GitHub App's key, a token minted for this repository."""
    kept = known.credential
    if kept is None or kept.kind != KIND:
        return kept
    if known.base_url is None or known.path is None or not (known.forge_id or "").isdecimal():
        raise AccessDenied("A GitHub App can only read repositories that are registered with their path and number.")
    place = Place(known.base_url, known.path, known.forge_id or "")
    return Credential("token", _tokens(policy).of(AppKey.read(kept.value), place))


@cache
def _tokens(policy: Policy) -> InstallationTokens:
    return InstallationTokens(policy)


def bearer(app: AppKey, now: float) -> Mapping[str, str]:
    """The headers for a request made as the App itself."""
    claims = {"iat": int(now) - BACKDATED, "exp": int(now) + LASTS, "iss": app.app_id}
    signed = b".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    signature = app.signer().sign(signed, PKCS1v15(), SHA256())
    return {"Authorization": f"Bearer {(signed + b'.' + _encoded(signature)).decode()}"}


def installation_token(app: AppKey, base_url: str, installation: object, policy: Policy) -> str:
    """A token for listing the repositories of an installation."""
    api = forge_api.root("github", base_url)
    asked = {"permissions": {"metadata": "read"}}
    return _read(forge_api.post(api, _access(installation), bearer(app, time.time()), asked, policy)).value


def _access(installation: object) -> str:
    if type(installation) is not int:
        raise MirrorUnavailable("The forge's API returned an installation id that is not a number.")
    return f"/app/installations/{installation}/access_tokens"


def _encoded(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")


def _read(answer: Mapping[str, Any]) -> _Token:
    try:
        return _Token(str(answer["token"]), datetime.fromisoformat(str(answer["expires_at"])).timestamp())
    except (KeyError, ValueError):
        raise MirrorUnavailable("The forge's API did not return an installation token. It will be retried.") from None
