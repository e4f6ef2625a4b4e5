import pytest


@pytest.fixture
def local(client): ...


def test_one(local, helper, app): ...


def not_run(client): ...


class TestTwo:
    @pytest.fixture
    def app(self): ...

    def test_it(self, app, client=None): ...
