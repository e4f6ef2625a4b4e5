from typing import TypeVar

T = TypeVar("T")
C = TypeVar("C", bound="Client")


class Client:
    def __enter__(self: C) -> C:
        return self

    def get(self): ...


class Special(Client):
    def post(self): ...


def same(x: T) -> T:
    return x


def make(kind: type[T]) -> T:
    return kind()


def first(x: T, others: list[T]) -> T:
    return x


def f():
    with Special() as special:
        special.post()
    same(Client()).get()
    make(Special).post()
    first(Client(), []).get()
