class Shop:
    def cart(self):
        class Cart:
            def owner(cart):
                return self.open()

        return Cart()

    def open(self):
        return self

    def close(self):
        pass


class Branch(Shop):
    def close(self):
        pass


def use():
    Branch().cart().owner().close()
