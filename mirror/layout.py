"""The paths of mirrors: `root/<tenant>/<repository>`, by internal ids, so that no name chosen by a user becomes a path."""

from pathlib import Path


def of_tenant(root: Path, tenant_id: int) -> Path:
    return root / str(tenant_id)


def tenants_at(root: Path) -> set[int]:
    """The tenants that have a directory below `root`."""
    return {int(path.name) for path in root.glob("*") if path.name.isdecimal()}


def repositories_at(tenant: Path) -> set[int]:
    return {int(path.name) for path in tenant.glob("*") if path.name.isdecimal()}


def of_repository(root: Path, tenant_id: int, repository_id: int) -> Path:
    return of_tenant(root, tenant_id) / str(repository_id)
