
; class { a = b }
(field_definition) @bind

; /** @typedef {import("a").B} B */   /** @import { B } from "a" */   (types for JSDoc in the file)
((comment) @import (#match? @import "@(typedef|import)\\b"))
