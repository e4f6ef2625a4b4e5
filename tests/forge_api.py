"""A forge on loopback with its git server and its API, written from the documented routes of GitHub and GitLab.

with ForgeAPI(tmp_path / "forge") as forge:
    forge.repositories = [repository(7, "acme/widget")]
    forge.refusals = [Refusal(429, {"Retry-After": "3"})]   # the next answers
"""

import json
import re
import time
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.forge_hooks import HookStore
from tests.git_http import GitHandler, GitHTTP

APP_ID = "4711"
INSTALLATION = 31337


class Refusal(NamedTuple):
    """An answer in place of the right one."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})


class Asked(NamedTuple):
    method: str
    path: str
    authorization: str | None
    body: Any


def repository(number: int, path: str, **fields: Any) -> dict[str, Any]:
    """As both forges show it; GitHub's and GitLab's names do not clash."""
    pushed = fields.pop("pushed_at", "2026-03-01T09:00:00Z")
    return {
        "id": number, "full_name": path, "path_with_namespace": path, "default_branch": "main", "archived": False,
        "fork": False, "visibility": "private", "pushed_at": pushed, "last_activity_at": pushed, **fields,
    }  # fmt: skip


class ForgeAPI(GitHTTP):
    def __init__(self, directory: Path) -> None:
        super().__init__(directory, ApiHandler)
        self.repositories: list[dict[str, Any]] = []
        self.refusals: list[Refusal] = []
        self.answers: dict[str, str] = {}  # headers of every good answer
        self.per_page = 100
        self.token = "the-token-of-a-person"
        self.minted: list[str] = []
        self.lasts = 3600  # seconds, of a minted token
        self.asked: list[Asked] = []
        self.hooks = HookStore()
        self.codes: dict[str, dict[str, Any]] = {}  # of Apps made from a manifest, each good once
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def mint(self) -> str:
        """A token, with which git lets in too."""
        self.minted.append(f"ghs_{len(self.minted)}")
        self.authorization = "Basic " + b64encode(f"x-access-token:{self.minted[-1]}".encode()).decode()
        return self.minted[-1]

    def is_app(self, authorization: str) -> bool:
        """Whether the App's key signed it, for no more than ten minutes from now."""
        signed, _, signature = authorization.removeprefix("Bearer ").rpartition(".")
        try:
            self.key.public_key().verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        return bool(
            header == {"alg": "RS256", "typ": "JWT"}
            and claims["iss"] == APP_ID
            and claims["iat"] <= time.time() - 30
            and time.time() < claims["exp"] <= time.time() + 600
        )


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


class ApiHandler(GitHandler):
    server: ForgeAPI

    do_PATCH = do_PUT = do_DELETE = lambda self: self.api()  # noqa: N815 (http.server asks for these names)

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        if self.path.startswith("/api/"):
            self.api()
        else:
            super().answer(path, suffix, asked_well)

    def api(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.asked.append(Asked(self.command, self.path, self.headers.get("Authorization"), body))
        if self.server.refusals:
            refusal = self.server.refusals.pop(0)
            self.say(refusal.status, {"message": "no"}, refusal.headers)
            return
        status, document, headers = self.document(urlsplit(self.path).path[7:], body)
        self.say(status, document, headers | self.server.answers)

    def document(self, route: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        server, given = self.server, self.headers.get("Authorization", "")
        if hooks := server.hooks.answer(self.command, route, body):
            return hooks if given == f"Bearer {server.token}" else _UNAUTHORISED
        if code := re.fullmatch(r"/app-manifests/([^/]+)/conversions", route):
            made = server.codes.pop(code[1], None)
            return (201, made, {}) if made and self.command == "POST" else _MISSING
        if route in {"/user/repos", "/projects"}:
            return self.page(server.repositories) if given == f"Bearer {server.token}" else _UNAUTHORISED
        if route == "/installation/repositories":
            return self.covered() if given.removeprefix("Bearer ") in server.minted else _UNAUTHORISED
        return self.of_app(route, body) if server.is_app(given) else _UNAUTHORISED

    def covered(self) -> tuple[int, Any, dict[str, str]]:
        status, rows, headers = self.page(self.server.repositories)
        return status, {"total_count": len(rows), "repositories": rows}, headers

    def of_app(self, route: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        if route == "/app/installations":
            suspended = {"id": 1, "suspended_at": "2026-01-01T00:00:00Z"}
            return self.page([{"id": INSTALLATION, "suspended_at": None}, suspended])
        if named := re.fullmatch(r"/repos/(.+)/installation", route):
            there = any(each["full_name"] == named[1] for each in self.server.repositories)
            return (200, {"id": INSTALLATION}, {}) if there else _MISSING
        return self.access(body) if route == f"/app/installations/{INSTALLATION}/access_tokens" else _MISSING

    def access(self, body: Any) -> tuple[int, Any, dict[str, str]]:
        known = {each["id"] for each in self.server.repositories}
        if not known >= set(body.get("repository_ids", [])):
            return 422, {"message": "There is at least one repository that does not exist"}, {}
        ends = datetime.now(UTC) + timedelta(seconds=self.server.lasts)
        return 201, {"token": self.server.mint(), "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}, {}

    def page(self, rows: list[Any]) -> tuple[int, list[Any], dict[str, str]]:
        """The link leads to another host's name, as it does behind a proxy."""
        split = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(split.query).items()}
        number, size = int(query.get("page", 1)), self.server.per_page
        following = f"<https://forge.example{split.path}?{split.query}&page={number + 1}>"
        more = {"Link": f'<https://forge.example/?page=1>; rel="first", {following}; rel="next"'}
        shown = rows[(number - 1) * size : number * size]
        return 200, shown, more if number * size < len(rows) else {}

    def say(self, status: int, document: Any, headers: Mapping[str, str]) -> None:
        content = b"" if document is None else json.dumps(document).encode()
        self.send_response(HTTPStatus(status))
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


_UNAUTHORISED: tuple[int, Any, dict[str, str]] = (401, {"message": "Bad credentials"}, {})
_MISSING: tuple[int, Any, dict[str, str]] = (404, {"message": "Not Found"}, {})
