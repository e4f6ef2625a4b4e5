from base import Visitor


class Printer(Visitor):
    def visit_name(self, node): ...

    def visit_call(self, node):
        self.visit(node)

    def helper(self): ...
