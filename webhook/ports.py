"""What the receiver needs from outside. A composition root hands it in; the receiver knows no database."""

from typing import Protocol

from graph.intake import Delivery, Hook, Receipt


class Intake(Protocol):
    """Every method is one transaction, and raises StorageError while the storage is away."""

    def hook(self, hook_id: str) -> Hook | None:
        """The active registration behind the id in the URL; None for unknown, disabled and removed ones."""

    def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        """Keeps a verified delivery together with what it wants, before anybody is told that it was accepted."""

    def ready(self) -> None:
        """Returns when deliveries can be recorded."""
