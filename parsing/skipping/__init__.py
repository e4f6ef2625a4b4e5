"""Which files are left out, and why. A verdict is a pure function of the tree's rule files, the path, the mode and the blob.

What the path says comes first (`Rules`), then what the blob says (`of_content`):

    symlink, submodule   a name in the tree, not code
    ignored              `.aetherignore`, in the form of `.gitignore`
    vendored, generated  `linguist-vendored` and `linguist-generated` of `.gitattributes`, else well-known names
    minified             a well-known name; lines of more than 1000 bytes on the average
    too_large, binary, lfs_pointer
    generated            a comment at the top that says so

Of several rule files the nearest decides. `!pattern` in `.aetherignore`, and an attribute that is unset or false, take back
what farther ones and well-known names say; what a blob says stands.
"""

from parsing.skipping.content import of_content
from parsing.skipping.rules import (
    RULE_BYTES,
    RULE_FILES,
    VERSION,
    Rules,
    beneath,
    is_rule_file,
    redecided,
    rule_files,
    rule_paths,
)

__all__ = [
    "RULE_BYTES",
    "RULE_FILES",
    "VERSION",
    "Rules",
    "beneath",
    "is_rule_file",
    "of_content",
    "redecided",
    "rule_files",
    "rule_paths",
]
