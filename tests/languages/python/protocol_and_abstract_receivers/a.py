from abc import ABC, abstractmethod
from typing import Protocol


class Runs(Protocol):
    def run(self) -> "Result": ...


class Result:
    def show(self): ...


class Base(ABC):
    @abstractmethod
    def build(self) -> Result: ...

    def go(self):
        self.build().show()


class Real(Base):
    def build(self) -> Result:
        return Result()


def f(runs: Runs, base: Base):
    runs.run().show()
    base.build()
