"""Never mixed: the forge's API is asked under the same policy as git, and what it answers is not trusted."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import pytest

from aether.settings import read
from graph.errors import AccessDenied, AetherError, BadInput, BrokenSetup, MirrorUnavailable, NotARepository, Refused
from graph.intake import Forge
from mirror import Policy
from store.model import Credential
from tasks.forge_api import _cut_off, get, root
from tasks.forge_listing import Account, listed
from tasks.forge_pages import Pages
from tasks.relocation import Place, path_of
from tasks.workshop import policy
from tests.certificates import own_certificate
from tests.forge_api import ForgeAPI, repository

TOKEN = Credential("token", "glpat-only-for-this-test")


class Answer(NamedTuple):
    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b'{"id": 7, "full_name": "acme/widget"}'
    headers: tuple[tuple[str, str], ...] = ()
    endless: bool = False


class Handler(BaseHTTPRequestHandler):
    server: "Api"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.server.answer.status)
        for name, value in self.server.answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.answer.body)
        with suppress(OSError):  # the client has gone
            while self.server.answer.endless and not self.server.ending.wait(0.05):
                self.wfile.write(b" ")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """Nothing."""


class Api(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.seen = Answer(), list[tuple[str, str | None]]()
        self.ending = Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.policy = Policy(private_hosts=frozenset([f"127.0.0.1:{self.server_port}"]))

    def place(self, number: str | None = "7", credential: Credential | None = TOKEN) -> Place:
        return Place(1, 1, "github", self.url, number, credential)


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.ending.set()
        server.shutdown()


def test_where_the_api_of_a_forge_is() -> None:
    assert root("github", "https://github.com/") == "https://api.github.com"
    assert root("github", "https://ghe.example.com") == "https://ghe.example.com/api/v3"
    assert root("gitlab", "https://git.example.com/gitlab") == "https://git.example.com/gitlab/api/v4"


def test_a_repository_is_asked_for_by_its_number_with_the_hooks_token(api: Api) -> None:
    assert path_of(api.place(), api.policy) == "acme/widget"
    assert path_of(api.place(credential=Credential("deploy-key", "x")), api.policy) == "acme/widget"
    assert api.seen == [("/api/v3/repositories/7", f"Bearer {TOKEN.value}"), ("/api/v3/repositories/7", None)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(HTTPStatus.NOT_FOUND), NotARepository),
        (Answer(HTTPStatus.MOVED_PERMANENTLY, headers=(("Location", "http://169.254.169.254/"),)), NotARepository),
        (Answer(HTTPStatus.UNAUTHORIZED), AccessDenied),
        (Answer(HTTPStatus.FORBIDDEN), AccessDenied),
        (Answer(HTTPStatus.BAD_GATEWAY), MirrorUnavailable),
        (Answer(HTTPStatus.TOO_MANY_REQUESTS), MirrorUnavailable),
        (Answer(body=b"<html>"), MirrorUnavailable),
        (Answer(body=b"[1]"), NotARepository),
        (Answer(body=b'{"id": 8, "full_name": "acme/other"}'), NotARepository),
        (Answer(body=b'{"id": 7, "full_name": "../../etc"}'), NotARepository),
        (Answer(body=b'{"id": 7, "full_name": ["a/b"]}'), NotARepository),
        (Answer(body=b'{"id": 7, "x": "' + b"a" * (2 << 20) + b'"}'), NotARepository),
    ],
)
def test_what_the_api_answers_decides(api: Api, answer: Answer, expected: type[AetherError]) -> None:
    api.answer = answer
    with pytest.raises(expected) as raised:
        path_of(api.place(), api.policy)
    assert raised.type is expected
    assert TOKEN.value not in str(raised.value)
    assert len(api.seen) == 1, "no redirect is followed"


def test_an_answer_that_comes_byte_by_byte_is_cut_off(api: Api) -> None:
    api.answer = Answer(endless=True)
    with pytest.raises(MirrorUnavailable, match=r"not complete after 0\.3 s"):
        path_of(api.place(), api.policy._replace(read_seconds=0.3))


def test_a_reset_that_the_cut_brings_about_is_told_as_the_deadline() -> None:
    one, other = socket.socketpair()

    def read() -> None:
        with _cut_off(one, 0.01):
            one.recv(1)  # until it is shut down
            raise ConnectionResetError

    with one, other, pytest.raises(TimeoutError, match=r"not complete after 0\.01 s"):
        read()


def test_one_over_tls_is_cut_off_too(api: Api, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate, key = own_certificate(tmp_path)
    context.load_cert_chain(certificate, key)
    api.socket = context.wrap_socket(api.socket, server_side=True)
    api.answer = Answer(endless=True)
    place = api.place()._replace(base_url=api.url.replace("http:", "https:"))
    with pytest.raises(MirrorUnavailable, match=r"not complete after 0\.3 s"):
        path_of(place, api.policy._replace(read_seconds=0.3, ca_file=certificate))


def test_a_listing_that_never_ends_is_given_up(api: Api) -> None:
    api.answer = Answer(body=b"[]", headers=(("Link", f'<{api.url}?page=2>; rel="next"'),))
    with pytest.raises(MirrorUnavailable, match="more than 3 pages"):
        list(Pages(api.url, {}, api.policy, most=3).of("/projects", "page=1"))
    assert len(api.seen) == 3


@pytest.mark.parametrize("number", [None, "", "7/../8", "7?x=1", "x", "1" * 30])
def test_a_number_is_digits_or_nothing_is_asked(api: Api, number: str | None) -> None:
    with pytest.raises(NotARepository):
        path_of(api.place(number), api.policy)
    assert not api.seen


def test_the_policy_is_the_mirrors(api: Api) -> None:
    with pytest.raises(Refused, match="plain http"):
        get(api.url, "/x", None, Policy())
    with pytest.raises(Refused, match="private address"):
        get(api.url.replace("http:", "https:"), "/x", None, Policy())
    with pytest.raises(BadInput, match="line break"):
        get(api.url, "/x", Credential("token", "a\nX-Other: 1"), api.policy)
    with pytest.raises(MirrorUnavailable):
        get(api.url.replace("http:", "https:"), "/x", None, api.policy)
    assert not api.seen


def test_a_forge_with_a_certificate_of_its_own_authority(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path)
    with ForgeAPI(tmp_path / "forge") as forge:
        forge.speak_tls(certificate, key)
        allowed = {"AETHER_PRIVATE_HOSTS": forge.host}
        account = Account(
            Forge.GITLAB, f"https://{forge.host}", Credential("token", forge.token), policy(read(allowed))
        )
        with pytest.raises(BrokenSetup, match=r"certificate is not trusted .*AETHER_CA_BUNDLE"):
            listed(account)
        assert forge.asked == [], "the token is not sent to whom is not trusted"
        trusting = policy(read(allowed | {"AETHER_CA_BUNDLE": str(certificate)}))
        forge.repositories = [repository(7, "acme/widget")]
        assert [each.path for each in listed(account._replace(policy=trusting))] == ["acme/widget"]


def test_a_trusted_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path, "127.0.0.2")
    with ForgeAPI(tmp_path / "forge") as forge:
        forge.speak_tls(certificate, key)
        trusting = Policy(private_hosts=frozenset([forge.host]), ca_file=certificate)
        with pytest.raises(BrokenSetup, match="certificate is not trusted"):
            get(f"https://{forge.host}", "/api/v4/projects", TOKEN, trusting)
        assert forge.asked == []
