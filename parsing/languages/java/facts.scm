; One query for all the facts of a Java file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   (where a scope or a block begins)
(class_body) @block
(interface_body) @block
(enum_body) @block
(annotation_type_body) @block
(constructor_body) @block
(block) @block
(switch_block_statement_group) @block
(switch_rule) @block
; x -> f(x)
(lambda_expression body: (_) @block)

; class C { ... }   interface I { ... }   enum E { ... }   record R(int a) { ... }   @interface A { ... }
(class_declaration) @definition
(interface_declaration) @definition
(enum_declaration) @definition
(record_declaration) @definition
(annotation_type_declaration) @definition
; new C() { ... }   A { ... } in an enum
(object_creation_expression (class_body)) @definition
(enum_constant body: (class_body)) @definition
; T m() { ... }   C() { ... }   int value();
(method_declaration) @definition
(constructor_declaration) @definition
(compact_constructor_declaration) @definition
(annotation_type_element_declaration) @definition
; x -> f(x)
(lambda_expression) @definition

; T x = y;   (in a class, an interface, a block)
(field_declaration) @bind
(constant_declaration) @bind
(local_variable_declaration) @bind
(enum_constant) @bind
(record_declaration body: (class_body) @bind)
; for (T x : y)   try (T x = y)   catch (T | U x)
(enhanced_for_statement) @bind
(resource name: (_)) @bind
(catch_formal_parameter) @bind
; x instanceof T y   case T y   case R(T y)
(instanceof_expression name: (_)) @bind
(type_pattern) @bind
(record_pattern_component) @bind

; import a.B;   import static a.B.m;   import a.*;
(import_declaration) @import

; for (T x : y)   try (T x = y)   C() { ... } without super()
(enhanced_for_statement) @implicit
(resource) @implicit
(constructor_body) @implicit

; f(x)   x.f(y)   new C(x)   super(x)   this(x)   A(x) in an enum
(method_invocation) @call
(object_creation_expression) @call
(explicit_constructor_invocation) @call
(enum_constant arguments: (_)) @call

; C::m   (also where it is not passed as an argument)
(method_reference) @value
; C.class
(class_literal) @value

; x -> { return y; }   (methods declare their result types)
(lambda_expression body: (block (return_statement) @return))
