"""Where a repository is fetched from: its hook's base URL and stored path, never a URL of a payload."""

import os

from graph.errors import RepositoryParseError
from mirror import Credential, Remote
from store.model import Claim
from store.model import Credential as Kept


def remotes(claim: Claim) -> tuple[Remote, ...]:
    """To be tried in this order. Forges serve a repository as `path.git`; plain git servers may know it as `path` only."""
    if claim.source is not None:
        return from_source(claim.source)
    if claim.base_url is None or claim.path is None:
        raise RepositoryParseError("the repository's hook was removed; register it again with `aether repo add`")
    credential = authorise(claim.credential, claim.forge)
    bare = f"{claim.base_url.rstrip('/')}/{claim.path.removesuffix('.git')}"
    return tuple(Remote(url, base_url=claim.base_url, credential=credential) for url in (f"{bare}.git", bare))


def from_source(source: str) -> tuple[Remote, ...]:
    """The operator's own path or URL. A path was judged by where it led; put a link in its place, and it is refused."""
    local = "://" not in source
    if local and os.path.realpath(source) != source:
        raise RepositoryParseError(f"{source} leads somewhere else than it did when it was registered")
    return (Remote(source, base_url=source, local=local),)


def authorise(kept: Kept | None, forge: str | None) -> Credential | None:
    if kept is None:
        return None
    if kept.kind != "token":
        raise RepositoryParseError(f"credentials of kind {kept.kind} cannot be used yet; add one of kind 'token'")
    return Credential.basic("oauth2" if forge == "gitlab" else "x-access-token", kept.value)
