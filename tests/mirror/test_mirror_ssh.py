"""Never mixed: a deploy key opens its forge, shown by its own host key, and leaves no trace."""

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from graph.errors import AccessDenied, BadInput, MirrorUnavailable, NotARepository, Refused
from mirror import DeployKey, Mirror, Policy, Remote, Target
from tests.mirror.mirror_support import eventually, processes, processes_of
from tests.repositories import commit, create

SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
needs_sshd = pytest.mark.skipif(SSHD is None, reason="sshd is not installed (Debian: openssh-server)")


class Door(NamedTuple):
    """An sshd on loopback, what it serves, and the key that opens it."""

    port: int
    source: Path
    private_key: str
    host_key: str  # as `ssh-keyscan` prints it
    mirror: Mirror

    @property
    def host(self) -> str:
        return f"[127.0.0.1]:{self.port}"

    def remote(self, credential: DeployKey, path: Path | None = None) -> Remote:
        url = f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{path or self.source}"
        return Remote(url, "https://127.0.0.1", credential)

    def key(self) -> DeployKey:
        return DeployKey.read(self.private_key + self.host_key)


def keygen(path: Path) -> tuple[str, str]:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)], check=True)
    return path.read_text(), path.with_name(path.name + ".pub").read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    home = tmp_path_factory.mktemp("sshd")
    _, host_public = keygen(home / "host")
    private, public = keygen(home / "client")
    (home / "authorized").write_text(public)
    port = free_port()
    (home / "config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {home}/host\nAuthorizedKeysFile {home}/authorized\nUsePAM no\n"
        f"PidFile none\nStrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\nAcceptEnv GIT_PROTOCOL\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # as root it wants the directory of its service
    assert SSHD is not None
    with subprocess.Popen([SSHD, "-D", "-e", "-f", str(home / "config")], stderr=subprocess.DEVNULL) as server:
        eventually(lambda: listens(port))
        policy = Policy(private_hosts=frozenset(["127.0.0.1"]), fetch_seconds=30, read_seconds=30)
        scan = f"[127.0.0.1]:{port} " + " ".join(host_public.split()[:2]) + "\n"
        yield Door(port, home / "widget.git", private, scan, Mirror(home / "mirrors" / "1", policy))
        server.terminate()


@needs_sshd
def test_a_deploy_key_fetches_and_asks(door: Door) -> None:
    first, head = create(door.source, {b"a.py": b"1"}, {b"a.py": b"2"})
    assert door.mirror.fetch(door.remote(door.key()), Target("main")) == head
    assert door.mirror.ls_remote(door.remote(door.key())).default == "main"
    new = commit(door.source, {b"a.py": b"3"})
    assert door.mirror.fetch(door.remote(door.key()), Target("refs/heads/main", new, onto=head)) == new
    assert [entry.path for entry in door.mirror.changes(head, new).put] == [b"a.py"]
    assert first != head


@needs_sshd
def test_a_server_with_another_host_key_gets_nothing(door: Door, tmp_path: Path) -> None:
    _, other = keygen(tmp_path / "other")
    wrong = DeployKey.read(f"{door.private_key}{door.host} {' '.join(other.split()[:2])}\n")
    with pytest.raises(Refused, match="host key differs"):
        door.mirror.ls_remote(door.remote(wrong))


@needs_sshd
def test_a_key_the_forge_does_not_know_is_told_from_an_outage(door: Door, tmp_path: Path) -> None:
    private, _ = keygen(tmp_path / "stranger")
    with pytest.raises(AccessDenied):
        door.mirror.ls_remote(door.remote(DeployKey.read(private + door.host_key)))
    with pytest.raises(NotARepository):
        door.mirror.ls_remote(door.remote(door.key(), tmp_path / "nothing"))
    closed = free_port()
    pinned = DeployKey.read(door.private_key + door.host_key.replace(f":{door.port}", f":{closed}"))
    with pytest.raises(MirrorUnavailable):
        door.mirror.ls_remote(Remote(f"ssh://git@127.0.0.1:{closed}/a", "https://127.0.0.1", pinned))


@needs_sshd
def test_the_key_is_on_no_command_line_no_disk_and_in_no_environment(door: Door) -> None:
    if not door.source.exists():
        create(door.source, {b"a": b"1"})
    secret = door.private_key.splitlines()[2]
    seen: list[bytes] = []
    before = set(door.mirror.directory.parent.rglob("*"))

    def watch() -> None:
        while fetching.is_alive():
            seen.extend(one.environment + "\0".join(one.command).encode() for one in processes_of(door.mirror))

    fetching = Thread(target=lambda: door.mirror.fetch(door.remote(door.key()), Target("main")))
    fetching.start()
    watch()
    fetching.join(20)
    assert not [text for text in seen if secret.encode() in text]
    for file in set(door.mirror.directory.parent.rglob("*")) | before:
        assert not file.is_file() or secret.encode() not in file.read_bytes()
    assert secret not in repr(door.remote(door.key())) + str(door.key())
    eventually(lambda: not [one for one in processes() if "HostKeyAlias=forge" in "\0".join(one.command)])


KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n"
HOST_KEY = "git.example.com ssh-ed25519 AAAAC3Nz\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "begins with"),
        (HOST_KEY, "begins with"),
        (KEY, "host keys must follow"),
        (KEY + "# a comment\n\n", "host keys must follow"),
        (KEY + "|1|abc=|def= ssh-ed25519 AAAA\n", "not a host key"),
        (KEY + "@cert-authority * ssh-ed25519 AAAA\n", "not a host key"),
        (KEY + "git.example.com ssh-ed25519 AAAA\nnonsense\n", "not a host key"),
    ],
)
def test_a_deploy_key_that_cannot_be_used_is_refused_clearly(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told) as raised:
        DeployKey.read(text)
    assert "c2VjcmV0" not in str(raised.value)


def test_the_pinned_host_keys_say_where_the_forge_listens() -> None:
    key = DeployKey.read(KEY + "# scanned\n[git.example.com]:2222,10.0.0.1 ssh-ed25519 AAAAC3Nz comment\n")
    assert (key.port_of("git.example.com"), key.port_of("10.0.0.1")) == (2222, 22)


def test_ssh_keeps_to_the_hooks_host_and_to_public_addresses(tmp_path: Path) -> None:
    key, mirror = DeployKey.read(KEY + HOST_KEY + "127.0.0.1 ssh-ed25519 AAAAC3Nz\n"), Mirror(tmp_path / "m", Policy())
    with pytest.raises(Refused, match="not the forge of this hook"):
        mirror.ls_remote(Remote("ssh://git@evil.example.com/a", "https://git.example.com", key))
    with pytest.raises(Refused, match="private address"):
        mirror.ls_remote(Remote("ssh://git@127.0.0.1/a", "https://127.0.0.1", key))
    allowed = Mirror(tmp_path / "m", Policy(private_hosts=frozenset(["127.0.0.1"])))
    with pytest.raises(Refused, match=r"No host key of 127\.0\.0\.1, port 2222"):
        allowed.ls_remote(Remote("ssh://git@127.0.0.1:2222/a", "https://127.0.0.1", key))
    for url in (
        "ssh://git@git.example.com/$(id)",
        "ssh://-oProxyCommand=x@git.example.com/a",
        "ssh://git@git.example.com/a b",
    ):
        with pytest.raises(Refused, match="cannot be fetched"):
            mirror.ls_remote(Remote(url, "https://git.example.com", key))
