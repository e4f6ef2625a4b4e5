"""Throttles addresses whose requests are refused again and again, before their bodies are read.

All such addresses together are served one request at a time, so that they cannot occupy every thread. A forge is never
throttled for what others did: once a delivery to a hook has been verified, its address is always admitted to that hook, even
if strangers share the address. The state is in this process and bounded; neither broker nor database is asked.
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

BURST = 100.0  # refused requests of one address before it is throttled
FORGIVEN = 1.0  # refusals forgotten per second
KNOWN = 10_000  # addresses, and pairs of address and hook, remembered


class Doorkeeper:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # address -> how many, as of when
        self._verified: OrderedDict[Hashable, None] = OrderedDict()
        self._one_at_a_time = threading.Lock()
        self._lock = threading.Lock()

    @contextmanager
    def admitted(self, address: str | None, hook_id: str) -> Iterator[None]:
        """For the duration of one request. TooManyRefused while another request of a throttled address is being served."""
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
    """The address, or an IPv6 address's /64 network, because whoever has one address usually has the whole network."""
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
