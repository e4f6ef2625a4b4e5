"""Facts and interfaces as bytes and back: MessagePack, tuples as arrays."""

import msgspec

from graph.facts import Facts, Item

_encoder = msgspec.msgpack.Encoder()
_facts = msgspec.msgpack.Decoder(Facts)
_interface = msgspec.msgpack.Decoder(dict[str, Item])


def encode(document: Facts | dict[str, Item]) -> bytes:
    return _encoder.encode(document)


def facts(document: bytes) -> Facts:
    return _facts.decode(document)


def interface(document: bytes) -> dict[str, Item]:
    return _interface.decode(document)
