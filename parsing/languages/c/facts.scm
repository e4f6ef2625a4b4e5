; One query for all the facts of a C file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   struct S { ... }   (where a scope or a block begins)
(compound_statement) @block
(field_declaration_list) @block

; T f(U x) { ... }   T f(U x);
(function_definition) @definition
(declaration declarator: (_ declarator: (_))) @definition
; struct S { ... }   union U { ... }   enum E { ... }
(struct_specifier body: (_)) @definition
(union_specifier body: (_)) @definition
(enum_specifier body: (_)) @definition
; #define M(x) f(x)
(preproc_function_def) @definition

; T x = y;   (in a file, a structure, a block)
(declaration) @bind
(field_declaration) @bind
; typedef T U;   enum { A }   #define x y
(type_definition) @bind
(enumerator) @bind
(preproc_def) @bind

; #include "a.h"   #include <a.h>
(preproc_include) @import

; f(x)   x->f(y)
(call_expression) @call

; T x = f;   {f, .m = f}   x = f;   return f;   (names used as values)
(init_declarator value: (identifier) @value)
(initializer_list (identifier) @value)
(initializer_list (pointer_expression argument: (identifier) @value))
(initializer_pair value: (identifier) @value)
(initializer_pair value: (pointer_expression argument: (identifier) @value))
(assignment_expression right: (identifier) @value)
(return_statement (identifier) @value)
