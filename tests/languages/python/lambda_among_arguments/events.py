from collections.abc import Callable


class Event:
    def stop(self): ...


def subscribe(handler: Callable[[Event], None]) -> None:
    handler(Event())
