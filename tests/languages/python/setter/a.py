class Range:
    def to_header(self): ...


class Response:
    @property
    def content_range(self) -> Range: ...

    @content_range.setter
    def content_range(self, value: Range):
        value.to_header()
