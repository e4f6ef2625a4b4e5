"""Who wants to be told says so by a name, sees a secret once, and never another tenant's."""

import secrets

from tests.aether.commands import Shell


def test_a_notification_is_added_listed_without_its_secret_and_removed(aether: Shell) -> None:
    tenant = f"t-{secrets.token_hex(4)}"
    aether("tenant", "add", tenant)
    url = "https://ci.example.com/told"
    made = aether("notification", "add", "--tenant", tenant, "--url", url, "--event", "run.failed", "--json").json
    assert made["secret"].startswith("whsec_")
    listed = aether("notification", "list", "--tenant", tenant, "--json")
    (row,) = listed.json
    assert (row["notification_id"], row["url"], row["events"]) == (made["notification_id"], url, ["run.failed"])
    assert made["secret"] not in listed.out
    assert aether("notification", "log", "--tenant", tenant).code == 3
    aether("notification", "add", "--tenant", tenant, "--url", "https://ci.example.com/?key=hunter2").says(1, "***")
    aether("notification", "remove", made["notification_id"], "--tenant", "default-not").says(5)
    aether("notification", "remove", made["notification_id"], "--tenant", tenant)
    aether("notification", "remove", made["notification_id"], "--tenant", tenant).says(5, "no notification")
