from collections.abc import Callable


class Hooks:
    def __init__(self) -> None:
        self.called: dict[str, Callable[[int], None]] = {}
        for name in ("now", "then"):
            self.called[name] = handle


def handle(number: int) -> None: ...


def make(name: str) -> Callable[[int], int]:
    def inner(number: int) -> int:
        return number

    return inner
