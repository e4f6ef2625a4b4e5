; One query for all the facts of a Zig file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; fn f() { ... }   test "name" { ... }   struct { ... }   enum { ... }   union { ... }   error{ ... }
(function_declaration) @definition
(test_declaration) @definition
(struct_declaration) @definition
(union_declaration) @definition
(enum_declaration) @definition
(opaque_declaration) @definition
(error_set_declaration) @definition

; { ... }   struct { ... }   x => { ... }   (where a scope or a block begins)
(block) @block
(struct_declaration) @block
(union_declaration) @block
(enum_declaration) @block
(opaque_declaration) @block
(error_set_declaration) @block

; const x = y   var x: T = y
(variable_declaration) @bind
; struct { x: T }   enum { x }   error{ x }
(container_field) @bind
(error_set_declaration (identifier) @bind)
; if (x) |y| ...   while (x) |y| ...   for (x) |y| ...   .x => |y| ...
(payload) @bind

; @import("x.zig")
(builtin_function) @import
; usingnamespace @import("x.zig")
(using_namespace_declaration) @import

; T{ ... }   .{ ... }   (constructs a T without a call)
(struct_initializer) @implicit
(anonymous_struct_initializer) @implicit
; f(x)
(call_expression) @call
; return x
(return_expression) @return

; const x = y;   const x = &y;   return y   .{ .x = y }   x: T = y   (names used as values)
(variable_declaration (_) [(identifier) (field_expression)] @value .)
(return_expression [(identifier) (field_expression)] @value)
(initializer_list (assignment_expression right: [(identifier) (field_expression)] @value))
(container_field (_) (_) [(identifier) (field_expression)] @value .)
(variable_declaration (_) (unary_expression argument: [(identifier) (field_expression)] @value) .)
(initializer_list (assignment_expression right: (unary_expression argument: [(identifier) (field_expression)] @value)))
(container_field (unary_expression argument: [(identifier) (field_expression)] @value))
