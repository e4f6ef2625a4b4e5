from collections.abc import Callable

from hooks import Hooks, make


class Runner:
    def __init__(self, step: Callable[[], "Result"]) -> None:
        self.step = step

    def run(self):
        return self.step()


class Result:
    def show(self): ...


def first() -> Result:
    return Result()


def main(hooks: Hooks):
    Runner(first).run().show()
    make("x")(1)
    hooks.called["now"](1)
