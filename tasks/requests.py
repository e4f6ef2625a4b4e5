"""Asking for an index: by a client's task, the HTTP endpoint or the command line. The receiver has a way of its own."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph.errors import NotFound, Overloaded, RepositoryParseError, TenantValidationError
from store.catalogue import Catalogue
from store.runs import Runs


class Asked(NamedTuple):
    """`repo` names a registered repository, or `path` a local one below an allowed root; or both, to name the latter."""

    tenant: str
    repo: str | None = None
    path: str | None = None
    ref: str | None = None
    full: bool = False
    trigger: str = "manual"
    idempotency_key: str | None = None
    run_id: str | None = None  # where the caller already has an id: a Celery task's
    delay: float = 0  # seconds that the dispatcher leaves the run to the caller, who claims it himself


class Requests:
    def __init__(
        self, catalogue: Catalogue, runs: Runs, roots: Mapping[str, Sequence[Path]], data_dir: Path, backlog: int
    ) -> None:
        """`backlog`: unsettled requests of one tenant from which on `admit` refuses more."""
        self._backlog = backlog
        self._catalogue = catalogue
        self._runs = runs
        self.roots = roots
        self._data_dir = data_dir

    def admit(self, tenant_id: int) -> None:
        """Overloaded where enough of the tenant waits already. For a person's wish alone: a verified push is never refused."""
        if self._runs.backlog(tenant_id, self._backlog) >= self._backlog:
            raise Overloaded(
                f"{self._backlog} requests of this tenant are already pending; try again when some are done."
            )

    def request(self, asked: Asked) -> str:
        """The run's id. TenantValidationError, RepositoryParseError for what the caller may not or cannot have."""
        tenant_id = self.tenant(asked.tenant)
        repo = asked.repo or repo_id_of(asked.path or "")
        if asked.path is not None:
            source = allowed(asked.path, self.roots.get(asked.tenant, ()), self._data_dir)
            self._catalogue.repositories.ensure(tenant_id, repo, str(source))
        try:
            return self._runs.request(
                asked.tenant, repo, ref=asked.ref, full=asked.full, trigger=asked.trigger,
                idempotency_key=asked.idempotency_key, run_id=asked.run_id, delay=asked.delay,
            )  # fmt: skip
        except NotFound as error:
            raise RepositoryParseError(str(error)) from error

    def tenant(self, name: str) -> int:
        if not name:
            raise TenantValidationError("tenant_id is empty; give the name of a tenant")
        try:
            return self._catalogue.tenants.id(name)
        except NotFound as error:
            raise TenantValidationError(str(error)) from error


def repo_id_of(source: str) -> str:
    """A repository id from the last part of a path or URL: lower case, without `.git`, other characters as `-`."""
    last = source.rstrip("/").rpartition("/")[2].removesuffix(".git").lower()
    kept = "".join(
        character if (character.isascii() and character.isalnum()) or character in "._-" else "-" for character in last
    )
    return kept.lstrip("._-")[:100] or "repository"


def allowed(path: str, roots: Sequence[Path], data_dir: Path) -> Path:
    """The real path, if it lies below one of the roots and not in the data directory.

    What matters is where the path leads, so links are followed first; the mirror opens what was judged here.
    """
    real = Path(os.path.realpath(path))
    data = Path(os.path.realpath(data_dir))
    inside = any(real.is_relative_to(os.path.realpath(root)) for root in roots)
    if not inside or real.is_relative_to(data) or data.is_relative_to(real):
        raise RepositoryParseError(
            f"{path} is not below a directory that the operator allowed for this tenant (AETHER_LOCAL_ROOTS)"
        )
    return real
