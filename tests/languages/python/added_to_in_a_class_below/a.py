class Headers:
    def get_all(self): ...

    def __setitem__(self, key, value): ...


class Response:
    @property
    def headers(self) -> Headers: ...


class Redirect(Response):
    def __init__(self, url):
        self.headers["location"] = url
        self.headers.get_all()


class Table(dict):
    def fill(self):
        self.rows["a"] = Headers()
        self.rows["a"].get_all()
