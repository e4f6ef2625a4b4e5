"""Slows down addresses whose requests are refused again and again, before their bodies are read.

Such an address is served one request at a time, so that it cannot hold every thread. Nobody is turned away for what
others did: a forge whose deliveries to a hook have verified goes in as always, also where strangers share its address.
Kept in this process and bounded; nothing is asked of a broker or a database here.
"""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from webhook.errors import TooManyRefused

V = TypeVar("V")

BURST = 100.0  # refused requests of one address before it is slowed down
FORGIVEN = 1.0  # of them a second
KNOWN = 10_000  # addresses, and pairs of address and hook, that are remembered


class Doorkeeper:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # address -> how many, as of when
        self._verified: OrderedDict[Hashable, None] = OrderedDict()
        self._one_at_a_time = threading.Lock()
        self._lock = threading.Lock()

    @contextmanager
    def admitted(self, address: str | None, hook_id: str) -> Iterator[None]:
        """For the time of one request. TooManyRefused while another one of a slowed address is under way."""
        network = _network(address)
        if (network, hook_id) in self._verified or self._level(network) < BURST:
            yield
        elif self._one_at_a_time.acquire(blocking=False):
            try:
                yield
            finally:
                self._one_at_a_time.release()
        else:
            raise TooManyRefused("Too many requests from this address were refused: check its secrets and URLs.")

    def verified(self, address: str | None, hook_id: str) -> None:
        with self._lock:
            _remember(self._verified, (_network(address), hook_id), None)

    def refused(self, address: str | None) -> None:
        network = _network(address)
        with self._lock:
            _remember(self._refused, network, (self._level(network) + 1, self._clock()))

    def _level(self, network: Hashable) -> float:
        count, at = self._refused.get(network, (0.0, 0.0))
        return max(count - (self._clock() - at) * FORGIVEN, 0.0)


def _network(address: str | None) -> Hashable:
    """Whoever has one IPv6 address has the 2^64 beside it."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address
    return int(parsed) >> 64 if parsed.version == 6 else parsed  # noqa: PLR2004


def _remember(known: OrderedDict[Hashable, V], key: Hashable, value: V) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > KNOWN:
        known.popitem(last=False)
