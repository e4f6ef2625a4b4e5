import pytest


@pytest.fixture
def app(): ...


@pytest.fixture(scope="session")
def client(app): ...


def helper(): ...
