"""An application with default settings, wired as usual but connected to no server, for inspecting what it declares."""

from functools import cache

from aether.composition import Application, assemble
from aether.embedded.protocol import Servers
from aether.settings import read
from store.bridge import Bridge
from store.keyring import Keyring

_NOWHERE = "postgresql://nobody@nowhere.invalid/none"


@cache
def application() -> Application:
    settings = read({})
    return assemble(settings, Servers(_NOWHERE, _NOWHERE, ""), (Keyring.new_key(),), Bridge(_NOWHERE))
