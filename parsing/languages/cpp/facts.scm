; What C++ adds to C.

(declaration_list) @block
(field_initializer_list) @block
(lambda_expression body: (_) @block)

; namespace N { ... }   class C { ... }   [](T x) { ... }
(namespace_definition name: (_)) @definition
(class_specifier body: (_)) @definition
(lambda_expression) @definition
; struct C { T f(); C(); }
(field_declaration declarator: (_)) @definition

; using T = U;   using a::b;   using namespace a;
(alias_declaration) @bind
(using_declaration) @bind
; for (T x : y)   catch (T x)
(for_range_loop) @bind
; class C : A { ... }
(class_specifier (base_class_clause) body: (_) @bind)
(struct_specifier (base_class_clause) body: (_) @bind)
(catch_clause) @bind

; new C(x)   C x(y);   C x;   C() : x(y)
(new_expression) @call
(declaration type: [(type_identifier) (qualified_identifier) (template_type)] declarator: [(identifier) (init_declarator) (function_declarator)]) @call
(field_initializer) @call
; delete x
(delete_expression) @implicit
