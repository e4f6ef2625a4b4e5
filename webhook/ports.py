"""The receiver's dependencies, injected by a composition root; the receiver itself knows no database."""

from typing import Protocol

from graph.intake import Delivery, Hook, Receipt


class Intake(Protocol):
    """Every method is one transaction, and raises StorageError while the storage is unreachable."""

    def hook(self, hook_id: str) -> Hook | None:
        """The active hook with this id; None if it is unknown, disabled or removed."""

    def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        """Records a verified delivery together with what it asks for, before it is acknowledged."""

    def ready(self) -> None:
        """Returns if deliveries can be recorded, else raises."""
