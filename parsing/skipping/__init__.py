"""Which files are left out, and why. A verdict is a pure function of the tree's rule files, path, mode and blob.

The path is judged first (`Rules`), then the content of the blob (`of_content`):

    symlink, submodule   a name in the tree, not code
    ignored              `.aetherignore`, in the form of `.gitignore`
    vendored, generated  `linguist-vendored` and `linguist-generated` of `.gitattributes`, else well-known names
    minified             a well-known suffix; lines of more than 1000 bytes on average
    too_large, binary, lfs_pointer
    generated            a comment at the top that says so

Of several rule files the nearest decides. `!pattern` in `.aetherignore`, and an attribute that is unset or false,
override rule files farther up and well-known names, but never a verdict on content.
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
