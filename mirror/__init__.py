"""Git on disk: bare mirrors named by internal ids, fetched for the price of the change. The only package that runs git."""

from mirror.eviction import evict
from mirror.mirror import Mirror
from mirror.policy import Policy
from mirror.remote import Credential, Heads, Remote, Target

__all__ = ["Credential", "Heads", "Mirror", "Policy", "Remote", "Target", "evict"]
