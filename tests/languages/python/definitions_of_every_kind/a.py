"""The module."""

LIMIT = 3
name: str = "x"


class A:
    """A class."""

    size = 1

    def __init__(self):
        self.state = 2

    async def run(self, a, *, b=1):
        def inner():
            pass


type Pair = tuple[A, A]
