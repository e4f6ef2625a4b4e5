"""Where mirrors lie: `root/<tenant>/<repository>`, by internal numbers, so that nobody's name becomes a path."""

from pathlib import Path


def of_tenant(root: Path, tenant_id: int) -> Path:
    return root / str(tenant_id)


def of_repository(root: Path, tenant_id: int, repository_id: int) -> Path:
    return of_tenant(root, tenant_id) / str(repository_id)
