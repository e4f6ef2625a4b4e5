"""What the operator of this installation allows."""

from pathlib import Path
from typing import NamedTuple


class Policy(NamedTuple):
    """`private_hosts` (host, or host:port) may have private addresses and speak plain http. Limits are per command."""

    private_hosts: frozenset[str] = frozenset()
    fetch_seconds: float = 900
    read_seconds: float = 300  # for a listing; for blobs, the wait for each chunk
    fetch_bytes: int = 4 << 30  # what one fetch may add to the disk
    listing_bytes: int = 128 << 20  # output of one listing: a million files, but no tree that unfolds without end

    quota_bytes: int = 20 << 30  # for all mirrors of a host; the least recently used are evicted first
    tenant_bytes: int | None = None  # for the mirrors of one tenant; None: no separate limit
    reserve_bytes: int = 256 << 20  # disk space that a fetch must leave free

    ca_file: Path | None = None  # trusted CA certificates instead of the system's, for a forge with its own CA
    proxy: str | None = None  # for public hosts, whose names it resolves; private hosts are reached directly

    def allows_private(self, host: str, port: int) -> bool:
        return host in self.private_hosts or f"{host}:{port}" in self.private_hosts
