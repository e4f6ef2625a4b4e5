from base import Base


class Derived(Base):
    def parse(self, parser, depth):
        parser.expect()
        depth.expect()
