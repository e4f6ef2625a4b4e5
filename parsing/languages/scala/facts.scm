; One query for all the facts of a Scala file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   (where a scope or a block begins; a class's scope begins right after its name)
(class_parameters) @block
(parameters) @block
(extends_clause) @block
(template_body) @block
(with_template_body) @block
(enum_body) @block
(function_definition body: (_) @block)
(block) @block
(indented_block) @block
(case_clause) @block
(for_expression) @block

; class C   trait T   object O   package object p   enum E   case C(x: T)   given x: T with   new C { ... }
(class_definition) @definition
(trait_definition) @definition
(object_definition) @definition
(package_object) @definition
(enum_definition) @definition
(full_enum_case) @definition
(given_definition) @definition
(instance_expression (template_body)) @definition
; class C(x: T)
(class_definition class_parameters: (class_parameters) @definition)
(full_enum_case class_parameters: (class_parameters) @definition)
(enum_definition class_parameters: (class_parameters) @definition)
; def f = x   def f: T
(function_definition) @definition
(function_declaration) @definition
; x => f(x)   { case x => f(x) }   _.f   f(_)   _ + 1
(lambda_expression) @definition
(case_block) @definition
(indented_cases) @definition
(field_expression) @definition
(call_expression) @definition
(infix_expression) @definition

; val x: T = y   (in a file, a class, a block)   val (x, y) = z   lazy val x: T
(val_definition) @bind
(var_definition) @bind
(val_declaration) @bind
(var_declaration) @bind
(given_definition) @bind
(class_parameter) @bind
(self_type) @bind
(simple_enum_case) @bind
(type_definition) @bind
; def f(x: A)(y: B)   (all lists but the first)
(parameters) @bind
; for (x <- y; z = x)   case C(x, y: T) =>
(enumerator) @bind
(case_clause) @bind

; import a.b.C   import a.{b, C => D}   import a._
(import_declaration) @import

; for (x <- y) z   which is y.foreach(x => z)
(enumerator) @implicit
; case C(x) =>   where C has an `unapply`
(case_class_pattern) @implicit
; class C extends D   (calls the constructor of D, if it declares one)
(extends_clause !arguments) @implicit

; f(x)   x.f(y) { ... }   x f y   new C(x)   class C extends D(x)
(call_expression) @call
(infix_expression) @call
(instance_expression) @call
(instance_expression . (_) @call (template_body))
(extends_clause arguments: (_)) @call

; x.f   (a call without arguments, or a field)
(field_expression field: (_) @value)
(postfix_expression (_) (_) @value)
; f   (the same)
(arguments (identifier) @value)
(assignment_expression right: (identifier) @value)
(infix_expression left: (identifier) @value)
(infix_expression right: (identifier) @value)
(prefix_expression (identifier) @value)
(postfix_expression . (identifier) @value)
(field_expression value: (identifier) @value)
(generic_function function: (identifier) @value)
(method_value (identifier) @value)
(block (identifier) @value)
(indented_block (identifier) @value)
(template_body (identifier) @value)
(val_definition value: (identifier) @value)
(var_definition value: (identifier) @value)
(function_definition body: (identifier) @value)
(if_expression (identifier) @value)
(match_expression value: (identifier) @value)
(case_clause body: (identifier) @value)
(lambda_expression (identifier) @value .)
(tuple_expression (identifier) @value)
(parenthesized_expression (identifier) @value)
(return_expression (identifier) @value)
(throw_expression (identifier) @value)
(ascription_expression . (identifier) @value)
(interpolation (identifier) @value)
(enumerator (_) . (identifier) @value)
(for_expression body: (identifier) @value)
(guard (identifier) @value)
(try_expression body: (identifier) @value)

; def f = x
(function_definition body: (block (_) @result .))
(function_definition body: (indented_block (_) @result .))
(function_definition body: (_) @result)
