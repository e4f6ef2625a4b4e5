from b import Base


class Middle(Base):
    pass


class A(Middle):
    def go(self):
        pass
