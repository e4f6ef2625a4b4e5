"""Where a repository is fetched from: its hook's base URL and stored path, never a URL from a payload."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from graph.errors import BrokenSetup, RepositoryParseError
from mirror import Credential, DeployKey, Remote
from mirror.network import parsed
from store.model import LOST
from store.model import Credential as Sealed

Roots = Mapping[str, Sequence[Path]]  # tenant -> the directories it can write to


class Kept(Protocol):
    """A claim, or the subject of an audit: the stored location of a repository."""

    @property
    def source(self) -> str | None: ...
    @property
    def base_url(self) -> str | None: ...
    @property
    def path(self) -> str | None: ...
    @property
    def credential(self) -> Sealed | None: ...
    @property
    def forge(self) -> str | None: ...


def remotes(kept: Kept, roots: Roots) -> tuple[Remote, ...]:
    """The remotes, in the order to try them."""
    if kept.source is not None:
        return from_source(kept.source, roots)
    return of_hook(kept.base_url, kept.path, kept.credential, kept.forge)


def from_source(source: str, roots: Roots) -> tuple[Remote, ...]:
    """The operator's own path or URL, or a path below one of the roots, where tenants can write. The path was checked with links
    resolved, so it is refused if a link has been put in its place since.
    """
    local = "://" not in source
    if local and os.path.realpath(source) != source:
        raise RepositoryParseError(f"{source} leads to a different place than when it was registered")
    confined = local and any(
        Path(source).is_relative_to(os.path.realpath(root)) for each in roots.values() for root in each
    )
    return (Remote(source, base_url=source, local=local, confined=confined),)


def of_hook(base_url: str | None, path: str | None, kept: Sealed | None, forge: str | None) -> tuple[Remote, ...]:
    """Forges serve a repository as `path.git`; plain git servers may serve it only as `path`."""
    if base_url is None or path is None:
        raise RepositoryParseError("the repository's hook was removed; register it again with `aether repo add`")
    credential = authorise(kept, forge)
    root = _ssh_root(base_url, credential) if isinstance(credential, DeployKey) else base_url.rstrip("/")
    bare = f"{root}/{path.removesuffix('.git')}"
    return tuple(Remote(url, base_url=base_url, credential=credential) for url in (f"{bare}.git", bare))


def _ssh_root(base_url: str, key: DeployKey) -> str:
    """The host comes from the hook, the port from the pinned host keys."""
    host = parsed(base_url)[0].host
    return f"ssh://git@{host}:{key.port_of(host)}"


def authorise(kept: Sealed | None, forge: str | None) -> Credential | DeployKey | None:
    """The credential in the form git needs. BrokenSetup if the key that sealed it was lost."""
    if kept is None:
        return None
    if kept.kind == LOST:
        raise BrokenSetup(
            "The credential of this repository's hook was encrypted with a key that is no longer in AETHER_ENCRYPTION_KEYS. "
            "Restore the key, or give the hook a new credential: `aether credential add`."
        )
    if kept.kind == "deploy-key":
        return DeployKey.read(kept.value)
    if kept.kind != "token":
        raise RepositoryParseError(f"credentials of kind {kept.kind} cannot clone")
    return Credential.basic("oauth2" if forge == "gitlab" else "x-access-token", kept.value)
