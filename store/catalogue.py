"""Administration and look-ups. They use the application's connections as aether_worker, inside one tenant at a time, so
row-level security applies as everywhere else. Only look-ups before the tenant is known need SECURITY DEFINER functions.
"""

from store.audit_log import AuditLog
from store.bridge import Bridge
from store.deliveries import Deliveries
from store.hooks import Hooks
from store.inventory import Inventory
from store.keyring import Keyring
from store.notifications import Notifications
from store.repositories import Repositories
from store.resealing import Sealed
from store.tenants import Tenants, Tokens
from store.watches import Watches


class Catalogue:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.tenants = Tenants(bridge)
        self.tokens = Tokens(bridge)
        self.hooks = Hooks(bridge, keyring)
        self.repositories = Repositories(bridge)
        self.deliveries = Deliveries(bridge, keyring)
        self.notifications = Notifications(bridge, keyring)
        self.watches = Watches(bridge, keyring)
        self.audit_log = AuditLog(bridge)
        self.inventory = Inventory(bridge)
        self.sealed = Sealed(bridge, keyring)
