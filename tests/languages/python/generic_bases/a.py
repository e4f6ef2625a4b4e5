from typing import Generic, List, TypeVar

T = TypeVar("T")


class Element:
    def close(self): ...


class Holder(Generic[T]):
    items: list[T]

    def get(self) -> T: ...


class Elements(Holder[Element]):
    def own(self):
        self.get().close()


class Stack(List[T]):
    def top(self) -> T: ...


def inherited(holder: Elements):
    holder.get().close()


def field(holder: Elements):
    for each in holder.items:
        each.close()


def of_a_list(stack: Stack[Element]):
    stack.top().close()
