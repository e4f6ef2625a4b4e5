; One query for all the facts of a Swift file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; extension T: P { ... }
(class_declaration declaration_kind: "extension") @opening

; { ... }   (where a scope or a block begins)
(class_body) @block
(enum_class_body) @block
(protocol_body) @block
(function_body) @block
(computed_property) @block
(computed_getter) @block
(computed_setter) @block
(statements) @block
(if_statement) @block
(for_statement) @block
(while_statement) @block
(switch_entry) @block
(catch_block) @block

; class C { ... }   struct S { ... }   enum E { ... }   actor A { ... }   protocol P { ... }
(class_declaration declaration_kind: ["class" "struct" "enum" "actor"]) @definition
(protocol_declaration) @definition
; func f() { ... }   init() { ... }   deinit { ... }   subscript(i: T) -> T { ... }   var x: T { ... } of a type
(function_declaration) @definition
(protocol_function_declaration) @definition
(init_declaration) @definition
(deinit_declaration) @definition
(subscript_declaration) @definition
(property_declaration) @definition
; { x in f(x) }
(lambda_literal) @definition

; let x: T = y   var x: T { get } in a protocol   case a, b(T)   typealias A = T
(property_declaration) @bind
(protocol_property_declaration) @bind
(enum_entry) @bind
(typealias_declaration) @bind
; for x in y   catch let x as T   case .b(let x)   if let x = y   guard case .b(let x) = y else { ... }   while let x = y
(for_statement) @bind
(catch_block) @bind
(switch_entry) @bind
(if_statement) @bind
(guard_statement) @bind
(while_statement) @bind

; import A
(import_declaration) @import

; f(x)   x.f(y) { ... }   T<U>(x)
(call_expression) @call
(constructor_expression) @call
; @W var x: T
(property_declaration (modifiers (attribute) @implicit))
(property_declaration (attribute) @implicit)

; { return x }   (functions declare their result types)
(lambda_literal (statements (control_transfer_statement "return") @return))
