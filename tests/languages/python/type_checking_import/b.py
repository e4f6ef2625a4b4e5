class Thing:
    def go(self):
        pass
