"""What kombu's channel to Redis lacks: it says of a lost connection that it is lost."""

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """A message that is acknowledged over a lost connection asks it for its address, and kombu finds none. The AttributeError
    ended the worker, and with it its other runs; a ConnectionError is expected there, and it connects again.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:
        transport: Any = self.connection  # None once the channel is closed
        if transport is None or transport.client is None:
            raise ConnectionError("the connection to the broker was lost")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]  # its stubs do not name it


def install() -> None:
    """For all connections of this process that are made from now on."""
    redis.Transport.Channel = Channel
