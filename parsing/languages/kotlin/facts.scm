; One query for all the facts of a Kotlin file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   (where a scope or a block begins; a class's scope begins right after its name)
(class_body) @block
(enum_class_body) @block
(primary_constructor) @block
(delegation_specifiers) @block
(constructor_delegation_call) @block
(function_body) @block
(getter) @block
(setter) @block
(block) @block
(if_expression) @block
(when_expression) @block
(when_entry) @block
(for_statement) @block

; class C   interface I   enum class E   object O   companion object   object : C() { ... }   A { ... } in an enum
(class_declaration) @definition
(object_declaration) @definition
(companion_object) @definition
(object_literal) @definition
(enum_entry (class_body)) @definition
; C(val x: T)   constructor(x: T) : this()   init { ... }
(primary_constructor (class_parameters) @definition)
(secondary_constructor) @definition
; fun f()   fun C.f()   val x: T get() = ...   val C.x get() = ...
(function_declaration) @definition
(property_declaration) @definition
; { x -> ... }   fun(x: T) { ... }   get() { ... }   set(x) { ... }
(lambda_literal) @definition
(anonymous_function) @definition
(getter) @definition
(setter) @definition

; val x: T = y   (in a file, a class, a block)   val (x, y) = z
(property_declaration) @bind
(class_parameter) @bind
(enum_entry) @bind
(type_alias) @bind
; for (x in y)   catch (x: T)   when (val x = y)
(for_statement) @bind
(catch_block) @bind
(when_subject) @bind
; if (x is T) { ... }   x is T && ...   is T -> ...
(is_expression) @bind
(when_entry) @bind

; import a.b.C   import a.b.f as g   import a.*
(import) @import

; f(x)   x.f(y) { ... }   f { ... }   f<T>(x)   (with trailing lambdas)
(call_expression . (identifier)) @call
(call_expression . (navigation_expression)) @call
(call_expression . (unary_expression)) @call
(call_expression . (call_expression) (value_arguments)) @call
(binary_expression left: (binary_expression operator: "<") operator: ">" right: (parenthesized_expression)) @call
; x f y
(infix_expression) @call
; class C : D(x)   object : D(x) { ... }   constructor() : this(x)   A(x) in an enum
(delegation_specifier (constructor_invocation) @call)
(constructor_delegation_call) @call
(enum_entry (value_arguments)) @call

; x::f   ::f
(callable_reference) @value
(navigation_expression "::") @value

; fun f() = x
(function_body "=") @return
