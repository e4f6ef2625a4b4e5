; Everything a Python file says, in one query. A capture's name is the handler of the engine that reads the node;
; of two nodes that start and end together, the one whose capture comes first here is read first.

; def f(): ...   class C: ...   lambda: ...   (a body is where the scope begins)
(block) @block
(lambda body: (_) @block)

; @decorator
(decorator (_) @decorator)

; def f(a, b: T = 1) -> R: ...
(function_definition) @definition
; class C(Base): ...
(class_definition) @definition
; lambda x: x
(lambda) @definition

; x = y   x: T = y   x.a = y   a, b = c
(assignment) @bind
; __all__ += ["x"]
(augmented_assignment) @bind
; x.append(y)   x.update(y)
(expression_statement (call function: (attribute))) @bind
; type X = list[Y]
(type_alias_statement) @bind
; (x := y)
(named_expression) @bind
; for x in y: ...
(for_statement) @bind
; [x for x in y]
(for_in_clause) @bind
; with x as y: ...   except E as e: ...   case C() as c: ...
(as_pattern) @bind
; if isinstance(x, C): ...
(if_statement) @bind
(elif_clause) @bind
(conditional_expression) @bind
; case C(): ...
(case_clause) @bind
; assert isinstance(x, C)
(assert_statement) @bind

; import a.b
(import_statement) @import
; from a import b as c   from a import *
(import_from_statement) @import

; global x
(global_statement) @outer
; nonlocal x
(nonlocal_statement) @outer

; for x in y: ...   [x for x in y]   with x: ...   raise C   (they call what nobody wrote)
(for_statement) @implicit
(for_in_clause) @implicit
(with_item) @implicit
(raise_statement) @implicit
; f(x)
(call) @call
; return x
(return_statement) @return
; yield x
(yield) @yield
