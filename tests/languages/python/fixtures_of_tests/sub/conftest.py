import pytest


@pytest.fixture
def client(client, tmp_path): ...
