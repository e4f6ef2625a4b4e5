; One query for all the facts of a JavaScript file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   class { ... }   x => x   (where a scope or a block begins)
(statement_block) @block
(class_body) @block
(switch_body) @block
(arrow_function body: (_) @block)

; function f() {}   function* f() {}   class C {}   class { m() {} }
(function_declaration) @definition
(generator_function_declaration) @definition
(class_declaration) @definition
(method_definition) @definition
; f = function () {}   x => x   class {}   { a: 1 }   (named by their context, or anonymous)
(function_expression) @definition
(generator_function) @definition
(arrow_function) @definition
(class) @definition
(object) @definition

; const a = b   const { a, b: [c] } = d
(variable_declarator) @bind
; a = b   a.b = c   module.exports = d   a ||= b
(assignment_expression) @bind
(augmented_assignment_expression) @bind
; { a: b }   { a }
(object (pair) @bind)
(object (shorthand_property_identifier) @bind)
; for (const a of b)
(for_in_statement) @bind
; if (a instanceof B) ...   a instanceof B ? ... : ...   a instanceof B && ...
(if_statement) @bind
(ternary_expression) @bind
(binary_expression) @bind
; export default a   export { a as b }
(export_statement) @bind

; import a, { b as c } from "d"   import * as a from "b"
(import_statement) @import
; export { a } from "b"   export * from "b"
(export_statement source: (_)) @import

; for (a of b)   (implicit calls)
(for_in_statement) @implicit
; f(x)   new C(x)
(call_expression) @call
(new_expression) @call
; return x   yield x
(return_statement) @return
(yield_expression) @yield

; [f]   { a: f }   return f   x = f   export default f   (names used as values)
(array [(identifier) (member_expression)] @value)
(pair value: [(identifier) (member_expression)] @value)
(shorthand_property_identifier) @value
(return_statement [(identifier) (member_expression)] @value)
(assignment_expression right: [(identifier) (member_expression)] @value)
(variable_declarator value: [(identifier) (member_expression)] @value)
