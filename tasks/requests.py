"""Requests to index from a client's task, the HTTP endpoint or the command line. The receiver has its own way."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph.errors import NotFound, Overloaded, RepositoryParseError, TenantValidationError
from store.catalogue import Catalogue
from store.runs import Runs


class Asked(NamedTuple):
    """`repo`: a registered repository; or `path`: a local one below an allowed root; or both, to choose its id."""

    tenant: str
    repo: str | None = None
    path: str | None = None
    ref: str | None = None
    full: bool = False
    trigger: str = "manual"
    idempotency_key: str | None = None
    run_id: str | None = None  # if the caller already has an id: a Celery task's
    delay: float = 0  # seconds in which the caller itself may claim the run before it is dispatched


class Requests:
    def __init__(
        self, catalogue: Catalogue, runs: Runs, roots: Mapping[str, Sequence[Path]], data_dir: Path, backlog: int
    ) -> None:
        """`backlog`: the number of one tenant's unsettled requests at which `admit` refuses more."""
        self._backlog = backlog
        self._catalogue = catalogue
        self._runs = runs
        self.roots = roots
        self._data_dir = data_dir

    def admit(self, tenant_id: int) -> None:
        """Overloaded if the tenant has too many waiting requests. For manual requests; verified pushes are never refused."""
        if self._runs.backlog(tenant_id, self._backlog) >= self._backlog:
            raise Overloaded(
                f"{self._backlog} requests of this tenant are already pending; try again when some are done."
            )

    def request(self, asked: Asked) -> str:
        """The run's id. TenantValidationError or RepositoryParseError if the request is not allowed or not possible."""
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
    """A repository id from the last part of a path or URL: lower case, without `.git`, other characters replaced by `-`."""
    last = source.rstrip("/").rpartition("/")[2].removesuffix(".git").lower()
    kept = "".join(
        character if (character.isascii() and character.isalnum()) or character in "._-" else "-" for character in last
    )
    return kept.lstrip("._-")[:100] or "repository"


def allowed(path: str, roots: Sequence[Path], data_dir: Path) -> Path:
    """The real path, if it lies below one of the roots and not in the data directory.

    Links are resolved first, because what matters is where the path leads. The mirror opens the path returned here.
    """
    real = Path(os.path.realpath(path))
    data = Path(os.path.realpath(data_dir))
    inside = any(real.is_relative_to(os.path.realpath(root)) for root in roots)
    if not inside or real.is_relative_to(data) or data.is_relative_to(real):
        raise RepositoryParseError(
            f"{path} is not below a directory that the operator allowed for this tenant (AETHER_LOCAL_ROOTS)"
        )
    return real
