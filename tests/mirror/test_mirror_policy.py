"""Never mixed: no push and no tenant leads git, or a credential, to a place the operator did not allow."""

import ipaddress
import socket
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from threading import Thread

import pytest

from graph.errors import (
    AccessDenied,
    AetherError,
    BadInput,
    BrokenSetup,
    MirrorUnavailable,
    Moved,
    NotARepository,
    Refused,
    RepositoryParseError,
)
from mirror import Credential, Mirror, Policy, Remote, Target
from mirror.failures import failure
from mirror.network import is_public
from tests.certificates import own_certificate
from tests.git_http import GitHandler, GitHTTP, Seen
from tests.mirror.mirror_support import Scene, processes, processes_of
from tests.repositories import create

TOKEN = "glpat-only-for-this-test-5f1c"
CREDENTIAL = Credential.basic("oauth2", TOKEN)
FORGE = "https://git.example.com"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as forge:
        yield forge


def leaks(text: str) -> list[str]:
    return [secret for secret in CREDENTIAL.secrets() if secret in text]


def in_background(scene: Scene, credential: Credential | None = None) -> tuple[Thread, list[str]]:
    """A fetch whose last request the forge holds; what it returns comes into the list."""
    fetched: list[str] = []
    scene.stall = lambda request: request.method == "POST"
    remote = scene.remote._replace(credential=credential)
    run = Thread(target=lambda: fetched.append(scene.mirror.fetch(remote, Target("main"))))
    run.start()
    assert scene.stalled.wait(20)
    return run, fetched


def test_the_credential_reaches_the_forge_and_nothing_else(scene: Scene) -> None:
    """Not argv (looked at while the request is held), not the disk, not an error, not a repr."""
    [head] = create(scene.source, {b"a": b"1"})
    scene.authorization = CREDENTIAL.authorization
    run, fetched = in_background(scene, CREDENTIAL)
    assert not [process.command for process in processes() if leaks("\0".join(process.command))]
    scene.release.set()
    run.join(20)
    assert fetched == [head]
    for file in scene.mirror.directory.rglob("*"):
        assert not file.is_file() or not leaks(file.read_bytes().decode(errors="replace"))
    assert not leaks(repr(scene.as_user(CREDENTIAL)) + repr(CREDENTIAL) + str(CREDENTIAL))


@pytest.mark.parametrize("credential", [None, Credential.bearer("wrong")])
def test_a_credential_the_forge_does_not_take_is_told_from_an_outage(
    scene: Scene, credential: Credential | None
) -> None:
    create(scene.source, {b"a": b"1"})
    scene.authorization = CREDENTIAL.authorization
    with pytest.raises(AccessDenied, match="rejects the stored one"):
        scene.mirror.fetch(scene.remote._replace(credential=credential), Target("main"))


def test_a_credential_a_hostile_forge_sends_back_is_blotted_out() -> None:
    echoed = f"fatal: remote error: who sends {CREDENTIAL.authorization}, {TOKEN}?".encode()
    error = failure("https://git.example.com/a", echoed, CREDENTIAL.secrets())
    assert not leaks(str(error))
    assert "***" in str(error)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (HTTPStatus.NOT_FOUND, NotARepository),
        (HTTPStatus.GONE, NotARepository),
        (HTTPStatus.FORBIDDEN, AccessDenied),
        (HTTPStatus.TOO_MANY_REQUESTS, MirrorUnavailable),
        (HTTPStatus.BAD_GATEWAY, MirrorUnavailable),
    ],
)
def test_what_the_forge_answers_decides_whether_it_is_tried_again(
    scene: Scene, status: HTTPStatus, expected: type[AetherError]
) -> None:
    create(scene.source, {b"a": b"1"})
    scene.status = status
    with pytest.raises(expected) as raised:
        scene.mirror.fetch(scene.remote, Target("main"))
    assert raised.type is expected


class WebPage(GitHandler):
    """Answers everything like a site that holds no repository, or an old static copy of one."""

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        static = path.startswith("/static/")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/plain" if static else "text/html")
        self.end_headers()
        self.wfile.write(b"a" * 40 + b"\trefs/heads/main\n" if static else b"<html>\n<p>\tWelcome\n</html>\n")


def test_a_web_page_and_a_static_copy_are_no_repositories(tmp_path: Path) -> None:
    with Scene(tmp_path, WebPage) as scene:
        with pytest.raises(NotARepository):
            scene.mirror.fetch(scene.remote, Target("main"))
        with pytest.raises(RepositoryParseError, match="old protocol"):
            scene.mirror.fetch(Remote(scene.remote_url("static/widget"), scene.url), Target("main"))


def test_a_forge_that_is_down_is_tried_again(scene: Scene) -> None:
    scene.shutdown()
    scene.server_close()
    with pytest.raises(MirrorUnavailable):
        scene.mirror.fetch(scene.remote, Target("main"))


def test_a_redirect_is_told_and_never_followed(scene: Scene, tmp_path: Path) -> None:
    with GitHTTP(tmp_path / "elsewhere") as elsewhere:
        create(elsewhere.directory / "acme/widget.git", {b"a": b"1"})
        scene.redirect = elsewhere.url
        with pytest.raises(Moved, match="renamed"):
            scene.mirror.fetch(scene.as_user(CREDENTIAL), Target("main"))
        assert len(scene.seen) == 1
        assert not elsewhere.seen


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% pwned",
        "file:///etc",
        "/etc",
        "git://git.example.com/a",
        "ssh://git@git.example.com/a",
        "ssh://-oProxyCommand=touch pwned/a",
        "git@git.example.com:a",
        "--upload-pack=touch pwned",
        "https://user:hunter2@git.example.com/a",
        "https://git.example.com:99999/a",
        "https://git.example.com/a?private_token=hunter2",
        "https://git.example.com/a\n",
        "https://git.example.com/a b",
        "https://git.example.com/$HOME",
        "https://git.example.com./a",
        "",
    ],
)
def test_only_plain_https_urls_are_spoken(tmp_path: Path, url: str) -> None:
    mirror = Mirror(tmp_path / "mirror", Policy())
    with pytest.raises(Refused, match="cannot be fetched") as raised:
        mirror.fetch(Remote(url, FORGE), Target("main"))
    assert "hunter2" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_another_host_than_the_hooks_is_refused() -> None:
    for url in ("https://evil.example.com/a", "https://git.example.com:8443/a", "http://git.example.com/a"):
        with pytest.raises(Refused, match="not the forge of this hook"):
            Mirror(Path("unused"), Policy()).ls_remote(Remote(url, FORGE))


def test_a_private_address_is_refused_unless_the_operator_allowed_the_host(scene: Scene) -> None:
    create(scene.source, {b"a": b"1"})
    for host in ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "localhost", "169.254.169.254", "10.0.0.1"):
        url = f"https://{host}:{scene.server_port}"
        with pytest.raises(Refused, match="private address"):
            Mirror(scene.mirror.directory, Policy()).fetch(Remote(f"{url}/a", url), Target("main"))
    with pytest.raises(Refused, match="plain http"):
        Mirror(scene.mirror.directory, Policy()).fetch(scene.remote, Target("main"))
    assert not scene.seen
    assert not scene.mirror.directory.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("140.82.121.3", True),
        ("2606:50c0:8000::153", True),
        ("64:ff9b::8c52:7903", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2002:8c52:7903::", True),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("::", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_git_speaks_to_the_address_that_was_judged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name whose answer is there once and never again: git's own look-up, were there one, would fail."""
    [head] = create(scene.source, {b"a": b"1"})
    answer = socket.getaddrinfo("127.0.0.1", scene.server_port, type=socket.SOCK_STREAM)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    url = f"http://forge.invalid:{scene.server_port}"
    mirror = scene.with_policy(private_hosts=frozenset(["forge.invalid"]))
    assert mirror.fetch(Remote(f"{url}/acme/widget.git", url), Target("main")) == head


def test_a_credential_with_a_line_break_is_no_second_header(scene: Scene) -> None:
    with pytest.raises(BadInput, match="line break") as raised:
        scene.mirror.fetch(scene.as_user(Credential.bearer(TOKEN + "\nX-Other: 1")), Target("main"))
    assert not leaks(str(raised.value))
    assert not scene.seen


def test_a_forge_with_a_certificate_of_its_own_authority(scene: Scene, tmp_path: Path) -> None:
    [head] = create(scene.source, {b"a": b"1"})
    certificate, key = own_certificate(tmp_path)
    scene.speak_tls(certificate, key)
    url = f"https://127.0.0.1:{scene.server_port}"
    remote = Remote(f"{url}/acme/widget.git", url, CREDENTIAL)
    with pytest.raises(BrokenSetup, match="certificate is not trusted"):
        scene.mirror.fetch(remote, Target("main"))
    assert not scene.seen, "the credential is not sent to whom is not trusted"
    assert scene.with_policy(ca_file=certificate).fetch(remote, Target("main")) == head


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    with pytest.raises(MirrorUnavailable, match="does not resolve"):
        Mirror(Path("unused"), Policy()).ls_remote(Remote("https://nowhere.invalid/a", "https://nowhere.invalid"))


def test_git_sees_nothing_of_this_process(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    [head] = create(scene.source, {b"a": b"1"})
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:hunter2@db/aether")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.sshCommand=touch pwned'")
    run, fetched = in_background(scene)
    seen = [process.environment for process in processes_of(scene.mirror)]
    scene.release.set()
    run.join(20)
    assert fetched == [head]
    assert seen
    assert not [text for text in seen if b"hunter2" in text or b"pwned" in text]


class Proxy(GitHandler):
    """Notes whom a client wants to speak to, and lets it not."""

    def do_CONNECT(self) -> None:  # noqa: N802 (the base class finds it by this name)
        self.server.seen.append(Seen("CONNECT", self.path, self.headers.get("Proxy-Authorization")))
        self.send_error(HTTPStatus.FORBIDDEN)


def test_public_hosts_are_reached_through_the_operators_proxy(tmp_path: Path) -> None:
    """Which resolves their names: this machine need not be able to."""
    with Scene(tmp_path, Proxy) as scene:
        proxy = f"http://somebody:hunter2@{scene.host}"
        with pytest.raises(AetherError) as raised:
            scene.with_policy(private_hosts=frozenset(), proxy=proxy).ls_remote(
                Remote("https://forge.invalid/a", "https://forge.invalid")
            )
        assert scene.seen[-1].method == "CONNECT"
        assert scene.seen[-1].path == "forge.invalid:443"
        assert "hunter2" not in str(raised.value)


def test_private_hosts_are_reached_directly_and_addresses_are_judged_all_the_same(scene: Scene) -> None:
    [head] = create(scene.source, {b"a": b"1"})
    proxied = scene.with_policy(proxy="http://127.0.0.1:9")
    assert proxied.fetch(scene.remote, Target("main")) == head
    for host in ("127.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]"):
        url = f"https://{host}"
        with pytest.raises(Refused, match="private address"):
            proxied.ls_remote(Remote(f"{url}/a", url))
