; One query for all the facts of a Python file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; def f(): ...   class C: ...   lambda: ...   (the scope begins at the body)
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
((expression_statement (call function: (attribute attribute: (identifier) @_method))) @bind
  (#any-of? @_method "append" "appendleft" "insert" "add" "extend" "update"))
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
(if_statement condition: [(call) (boolean_operator) (comparison_operator) (parenthesized_expression) (not_operator)]) @bind
(elif_clause condition: [(call) (boolean_operator) (comparison_operator) (parenthesized_expression) (not_operator)]) @bind
; while isinstance(x, C): ...   isinstance(x, C) and y
(while_statement condition: [(call) (boolean_operator) (not_operator)]) @bind
(boolean_operator left: [(call) (boolean_operator) (parenthesized_expression) (not_operator)]) @bind
; [x for x in y if isinstance(x, C)]
(if_clause [(call) (boolean_operator) (parenthesized_expression) (not_operator)]) @bind
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

; for x in y: ...   [x for x in y]   with x: ...   raise C   (implicit calls)
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
; return x   x = y   f(x=y)   except E: ...   (names that are only read)
(assignment right: [(identifier) (attribute)] @read)
(return_statement [(identifier) (attribute)] @read)
(keyword_argument value: [(identifier) (attribute)] @read)
(default_parameter value: [(identifier) (attribute)] @read)
(typed_default_parameter value: [(identifier) (attribute)] @read)
(if_statement condition: [(identifier) (attribute)] @read)
(for_statement right: [(identifier) (attribute)] @read)
(for_in_clause right: [(identifier) (attribute)] @read)
(except_clause [(identifier) (attribute)] @read)
(interpolation [(identifier) (attribute)] @read)
; [x]   x + y   x[y]   (containers of such names, which nest to any depth: a pattern for the names themselves would take
; quadratic time)
(expression_list) @reading
(list) @reading
(tuple) @reading
(set) @reading
(dictionary) @reading
(binary_operator) @reading
(boolean_operator) @reading
(comparison_operator) @reading
(not_operator) @reading
(conditional_expression) @reading
(subscript) @reading
(as_pattern) @reading
