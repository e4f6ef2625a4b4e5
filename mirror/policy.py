"""What the operator of this installation allows."""

from pathlib import Path
from typing import NamedTuple


class Policy(NamedTuple):
    """`private_hosts` (host, or host:port) may have private addresses and speak plain http. Limits are per command."""

    private_hosts: frozenset[str] = frozenset()
    fetch_seconds: float = 900
    read_seconds: float = 300  # for a listing; for blobs, the wait for each piece
    fetch_bytes: int = 4 << 30  # what one fetch may add to the disk
    listing_bytes: int = 128 << 20  # what one listing may print: a million files, and no tree that unfolds without end

    quota_bytes: int = 20 << 30  # what all mirrors of a host may take; the least recently used go first
    tenant_bytes: int | None = None  # what those of one tenant may take; None: all of it
    reserve_bytes: int = 256 << 20  # what a fetch leaves free on the disk

    ca_file: Path | None = None  # trusted authorities in place of the system's, for a forge with its own
    proxy: str | None = None  # how public hosts are reached; it then resolves their names. Private hosts go direct.

    def allows_private(self, host: str, port: int) -> bool:
        return host in self.private_hosts or f"{host}:{port}" in self.private_hosts
