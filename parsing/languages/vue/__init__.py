"""Vue's single-file components: scripts, in the language they declare, and what their templates render and call."""

from dataclasses import replace

from parsing.languages import typescript
from parsing.languages.vue.component import embedded

MACROS = ("defineProps", "defineEmits", "defineExpose", "defineOptions", "defineSlots", "defineModel", "withDefaults")

LANGUAGE = replace(
    typescript.LANGUAGE,
    name="vue",
    embedded=embedded,
    builtins=typescript.LANGUAGE.builtins | set(MACROS),
)
