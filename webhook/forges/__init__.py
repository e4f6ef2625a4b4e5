"""The forges this receiver understands."""

from collections.abc import Mapping

from graph.intake import Forge
from webhook.forges import github, gitlab
from webhook.forges.rules import Rules

FORGES: Mapping[Forge, Rules] = {Forge.GITHUB: github.RULES, Forge.GITLAB: gitlab.RULES}
MEDIA_TYPES = frozenset(media_type for rules in FORGES.values() for media_type in rules.bodies)
