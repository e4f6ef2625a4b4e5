"""What every suite shares. Fixtures of one package stand in that package's folder."""

from hypothesis import settings

pytest_plugins = ["tests.servers"]

# No deadline: a slow machine is not a failure. The same examples every run: a failure is the change's, not chance's.
settings.register_profile("aether", deadline=None, derandomize=True)
settings.register_profile(
    "long", deadline=None, max_examples=200, print_blob=True
)  # a round of `make fuzz`: others every time
settings.load_profile("aether")
