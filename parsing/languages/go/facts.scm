; One query for all the facts of a Go file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   case x:   type T struct { ... }   (where a scope or a block begins)
(block) @block
(expression_case) @block
(type_case) @block
(default_case) @block
(communication_case) @block
(type_spec type: (struct_type) @block)
(type_spec type: (interface_type) @block)

; func f() { ... }   func (r T) f() { ... }   func() { ... }
(function_declaration) @definition
(method_declaration) @definition
(func_literal) @definition
; type T struct { ... }   type T []U
(type_spec) @definition
; type I interface { f() }
(method_elem) @definition

; type T = U
(type_alias) @bind
; x := y   var x T = y   const x = y
(short_var_declaration) @bind
(var_spec) @bind
(const_spec) @bind
; for k, v := range x { ... }
(range_clause) @bind
; type T struct { f U }
(field_declaration) @bind
; switch x := y.(type) { ... }
(type_switch_statement) @bind
; case x := <-c:
(receive_statement) @bind

; import "a/b"   import x "a/b"   import . "a/b"
(import_spec) @import

; T{...}   (constructs a T without a call)
(composite_literal) @implicit
; f(x)   T(x)
(call_expression) @call
(type_conversion_expression) @call

; T{f: x}   []T{x}   x.f = y   return x   (names used as values)
(keyed_element value: (literal_element [(identifier) (selector_expression)] @value))
(literal_value (literal_element [(identifier) (selector_expression)] @value))
(assignment_statement right: (expression_list [(identifier) (selector_expression)] @value))
(return_statement (expression_list [(identifier) (selector_expression)] @value))
(var_spec value: (expression_list [(identifier) (selector_expression)] @value))
