class Visitor:
    def visit(self, node):
        method = self.find(node)
        return method(node)

    def find(self, node) -> "object":
        return getattr(self, f"visit_{node.kind}", self.other)

    def other(self, node): ...
