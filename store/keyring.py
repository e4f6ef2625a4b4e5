"""Encrypts secrets at rest. The newest key encrypts and every key decrypts, so keys can be rotated while the service runs."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from graph.errors import BrokenSetup


class Keyring:
    def __init__(self, keys: Sequence[str]) -> None:
        """`keys`: Fernet keys (`Keyring.new_key()`), newest first."""
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            # `from None`: the original would show the key in a traceback.
            raise BrokenSetup("AETHER_ENCRYPTION_KEYS must hold Fernet keys (32 bytes, URL-safe base64).") from None

    def __repr__(self) -> str:
        return "Keyring()"

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise BrokenSetup(
                "A stored secret was encrypted with a key that is no longer in AETHER_ENCRYPTION_KEYS."
            ) from error

    def opens(self, sealed: bytes) -> bool:
        """False if the key that sealed it is no longer configured."""
        try:
            self._fernet.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reseal(self, sealed: bytes) -> bytes:
        """The same secret under the newest key."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise BrokenSetup(
                "A stored secret was encrypted with a key that is no longer in AETHER_ENCRYPTION_KEYS."
            ) from error
