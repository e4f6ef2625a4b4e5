"""What to fetch, from where, and with which credential."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import NamedTuple, Self

from graph.errors import BadInput

_END = re.compile(r"(?m)^-----END [A-Z ]*PRIVATE KEY-----[ \t]*$")
_HOST_KEY = re.compile(r"(?P<hosts>[^\s@|#]\S*) +(?P<algorithm>[a-z0-9@.-]+) +(?P<value>[A-Za-z0-9+/]+=*)(?: .*)?")
_NAMED = re.compile(r"\[(?P<host>[^\]]+)\]:(?P<port>[0-9]{1,5})")
_SSH_PORT = 22


class Credential(NamedTuple):
    """The value of an Authorization header. Neither `repr` nor `str` shows it."""

    authorization: str

    @classmethod
    def basic(cls, user: str, password: str) -> Self:
        """A deploy token, a personal token (any user name), or a GitHub App's (user `x-access-token`)."""
        return cls("Basic " + b64encode(f"{user}:{password}".encode()).decode())

    @classmethod
    def bearer(cls, token: str) -> Self:
        return cls(f"Bearer {token}")

    def secrets(self) -> tuple[str, ...]:
        """Every text that would reveal the credential, longest first."""
        scheme, _, value = self.authorization.partition(" ")
        found = [self.authorization, value]
        if scheme.lower() == "basic":
            found.append(b64decode(value).decode(errors="replace").partition(":")[2])
        return tuple(sorted(filter(None, found), key=len, reverse=True))

    def __repr__(self) -> str:
        return "Credential(***)"


class HostKey(NamedTuple):
    """A pinned host key, which identifies the forge's server."""

    host: str
    port: int
    algorithm: str
    value: str


class DeployKey(NamedTuple):
    """A private key for SSH, and the host keys of its forge. Neither `repr` nor `str` shows the key."""

    private_key: str
    host_keys: tuple[HostKey, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """From the key as `ssh-keygen` writes it (without passphrase), followed by lines as `ssh-keyscan` prints them."""
        end = _END.search(text)
        if not text.lstrip().startswith("-----BEGIN ") or end is None:
            raise BadInput(
                "A deploy key begins with -----BEGIN ... PRIVATE KEY----- and ends with the line -----END ..."
            )
        lines = [line.strip() for line in text[end.end() :].splitlines()]
        listed = [key for line in lines if line and not line.startswith("#") for key in _host_keys(line)]
        if not listed:
            raise BadInput("After the deploy key the forge's host keys must follow, as `ssh-keyscan HOST` prints them.")
        return cls(text[: end.end()].lstrip().replace("\r\n", "\n") + "\n", tuple(listed))

    def port_of(self, host: str) -> int:
        """The forge's port according to the pinned host keys."""
        return next((key.port for key in self.host_keys if key.host == host), _SSH_PORT)

    def secrets(self) -> tuple[str, ...]:
        """The lines of the key, longest first."""
        body = self.private_key.splitlines()[1:-1]
        return tuple(sorted(filter(None, body), key=len, reverse=True))

    def __repr__(self) -> str:
        return "DeployKey(***)"


def _host_keys(line: str) -> list[HostKey]:
    match = _HOST_KEY.fullmatch(line)
    if match is None:
        raise BadInput(f"{line[:60]!r} is not a host key: write HOST ALGORITHM KEY, or [HOST]:PORT first; not hashed.")
    hosts = [(_NAMED.fullmatch(host), host) for host in match["hosts"].split(",")]
    places = [(named["host"], int(named["port"])) if named else (host, _SSH_PORT) for named, host in hosts]
    return [HostKey(host.lower(), port, match["algorithm"], match["value"]) for host, port in places]


class Remote(NamedTuple):
    """Where a repository is fetched from.

    `local`: `url` is a path. `confined`: a tenant can write there, so the repository is refused unless all of it is inside that
    directory. Any other URL must have the origin of `base_url`, the forge's address as set on the hook, so that no payload and
    no tenant can lead git to another host.
    """

    url: str
    base_url: str = ""
    credential: Credential | DeployKey | None = None
    local: bool = False
    confined: bool = False

    def __repr__(self) -> str:
        return f"Remote({self.url!r}, local={self.local})"


class Target(NamedTuple):
    """The commit to fetch: `commit` if the remote serves it, else the current head of `ref`.

    `ref`: a full ref, or the short name of a branch or tag. With neither, the remote's HEAD. With `onto`, `commit` is only an
    event's claim about `ref`: it is accepted if it is a child of the commit `onto`, or if the remote confirms it. `moved`: the
    event itself reported a move from `onto` to `commit`, over any number of commits, so the remote need not be asked.
    """

    ref: str | None = None
    commit: str | None = None
    onto: str | None = None
    moved: bool = False


class Heads(NamedTuple):
    """A remote's default branch (None if HEAD is detached or dangling), and the commit of each ref, including HEAD."""

    default: str | None
    refs: Mapping[str, str]
