"""A fix for kombu's Redis channel: it reports a lost connection as a ConnectionError."""

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """Acknowledging a message over a lost connection asks the channel for its address, which kombu no longer has. The resulting
    AttributeError ended the worker, and with it its other runs. A ConnectionError makes kombu reconnect.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:
        transport: Any = self.connection  # None once the channel is closed
        if transport is None or transport.client is None:
            raise ConnectionError("the connection to the broker was lost")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]  # its stubs do not name it


def install() -> None:
    """Applies to all connections that this process opens from now on."""
    redis.Transport.Channel = Channel
