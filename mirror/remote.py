"""What to fetch, from where, as whom."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import NamedTuple, Self


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
        """Every text that gives the credential away, longest first."""
        scheme, _, value = self.authorization.partition(" ")
        found = [self.authorization, value]
        if scheme.lower() == "basic":
            found.append(b64decode(value).decode(errors="replace").partition(":")[2])
        return tuple(sorted(filter(None, found), key=len, reverse=True))

    def __repr__(self) -> str:
        return "Credential(***)"


class Remote(NamedTuple):
    """Where a repository is fetched from.

    `local` says that `url` is a path the operator gave, opened as it is. Any other url must have the origin of `base_url`,
    the address of the forge as its hook has it: no payload and no tenant leads git to another host.
    """

    url: str
    base_url: str = ""
    credential: Credential | None = None
    local: bool = False

    def __repr__(self) -> str:
        return f"Remote({self.url!r}, local={self.local})"


class Target(NamedTuple):
    """The commit to fetch: `commit` where the remote serves it, else what `ref` is there now.

    `ref` is a full ref, or the short name of a branch or tag. With neither, the remote's HEAD.
    """

    ref: str | None = None
    commit: str | None = None


class Heads(NamedTuple):
    """What a remote has: its default branch (None while HEAD is detached or leads nowhere), and each ref's commit, HEAD's too."""

    default: str | None
    refs: Mapping[str, str]
