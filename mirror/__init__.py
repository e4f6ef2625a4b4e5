"""Git on disk: bare mirrors, named by internal ids, that fetch only what changed. The only package that runs git."""

from mirror.eviction import discard, evict, forget, make_room
from mirror.layout import of_repository, of_tenant, repositories_at, tenants_at
from mirror.mirror import Mirror
from mirror.policy import Policy
from mirror.remote import Credential, DeployKey, Heads, Remote, Target

__all__ = [
    "Credential", "DeployKey", "Heads", "Mirror", "Policy", "Remote", "Target", "discard", "evict", "forget", "make_room",
    "of_repository", "of_tenant", "repositories_at", "tenants_at",
]  # fmt: skip
