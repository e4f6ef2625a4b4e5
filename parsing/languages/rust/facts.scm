; One query for all the facts of a Rust file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   a => ...   struct T { ... }   (where a scope or a block begins)
(block) @block
(match_arm) @block
(for_expression) @block
(if_expression) @block
(while_expression) @block
(declaration_list) @block
(field_declaration_list) @block
(ordered_field_declaration_list) @block
(enum_variant_list) @block
(macro_rule) @block
(closure_expression body: (_) @block)

; fn f() { ... }   fn f();   |x| ...   macro_rules! m { ... }
(function_item) @definition
(function_signature_item) @definition
(closure_expression) @definition
(macro_definition) @definition
; struct T { ... }   enum E { ... }   union U { ... }   trait R { ... }   mod m { ... }
(struct_item) @definition
(enum_item) @definition
(union_item) @definition
(trait_item) @definition
(mod_item body: (_)) @definition
; impl T { const C: U = x; }
(impl_item body: (declaration_list (const_item) @definition))

; let p: T = x;   const C: T = x;   static S: T = x;   type T = U;
(let_declaration) @bind
(const_item) @bind
(static_item) @bind
(type_item) @bind
(associated_type) @bind
; struct T { f: U }   struct T(U);   enum E { V(U) }
(field_declaration) @bind
(ordered_field_declaration_list) @bind
(enum_variant) @bind
; if let p = x { ... }   while let p = x { ... }   p => ...   for p in x { ... }
(let_condition) @bind
(match_arm) @bind
(for_expression) @bind

; use a::{b, c as d, e::*};   mod m;   extern crate c;
(use_declaration) @import
(mod_item !body) @import
(extern_crate_declaration) @import

; T { f: x }   (constructs a T without a call)
(struct_expression) @implicit
; f(x)   x.f()   m!(x)   and calls in the tokens of a macro
(call_expression) @call
((macro_invocation macro: (_) @_called) @call (#not-eq? @_called "vec"))
(token_tree (identifier) . (token_tree . "(") @call)
(token_tree (primitive_type) . (token_tree . "(") @call)

; T { f: x }   [x]   (names used as values)
(field_initializer value: [(identifier) (scoped_identifier)] @value)
(array_expression [(identifier) (scoped_identifier)] @value)
