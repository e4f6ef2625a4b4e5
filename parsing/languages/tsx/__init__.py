"""TypeScript with JSX elements: another grammar, the same rules."""

from dataclasses import replace

import tree_sitter_typescript

from parsing.languages import javascript, typescript

LANGUAGE = replace(
    typescript.LANGUAGE,
    name="tsx",
    grammar=tree_sitter_typescript.language_tsx,
    query=javascript.queries("facts", "elements") + typescript.TYPES_QUERY,
)
