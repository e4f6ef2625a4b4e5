; One query for all the facts of a C# file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   => x   (where a scope or a block begins)
(declaration_list) @block
(class_declaration (parameter_list) @block)
(struct_declaration (parameter_list) @block)
(record_declaration (parameter_list) @block)
(base_list) @block
(enum_member_declaration_list) @block
(accessor_list) @block
(arrow_expression_clause) @block
(block) @block
(constructor_initializer) @block
(switch_section) @block
(switch_expression_arm) @block
(for_statement) @block
; x => f(x)
(lambda_expression body: (_) @block)

; class C { ... }   struct S { ... }   record R(int A);   interface I { ... }   enum E { ... }
(class_declaration) @definition
(struct_declaration) @definition
(record_declaration) @definition
(interface_declaration) @definition
(enum_declaration) @definition
; T M() { ... }   C() { ... }   ~C() { ... }   T operator +(...) => ...   T Local() { ... }
(method_declaration) @definition
(constructor_declaration) @definition
(destructor_declaration) @definition
(operator_declaration) @definition
(conversion_operator_declaration) @definition
(indexer_declaration) @definition
(local_function_statement) @definition
; T P => f();   T P { get { ... } }   (others are fields)
(property_declaration value: (arrow_expression_clause)) @definition
(property_declaration accessors: (accessor_list (accessor_declaration body: (_)))) @definition
; x => f(x)   delegate (T x) { ... }
(lambda_expression) @definition
(anonymous_method_expression) @definition

; T x = y;   (in a class, a block, `using`, `for`)
(variable_declaration) @bind
(property_declaration) @bind
(enum_member_declaration) @bind
; class C(T x)   record R(T X)
(class_declaration (parameter_list) @bind)
(struct_declaration (parameter_list) @bind)
(record_declaration (parameter_list) @bind)
; delegate T D(U x);   using X = A.B<C>;
(delegate_declaration) @bind
(using_directive) @bind
; foreach (T x in y)   catch (T x)   x is T y   out T x   from x in y   let x = y
(foreach_statement) @bind
(catch_declaration) @bind
(declaration_pattern) @bind
(declaration_expression) @bind
(from_clause) @bind
(let_clause) @bind

; using A.B;   using static A.B.C;   global using A;
(using_directive) @import

; using (x) { ... }   using var x = y;   C() { ... } without : base()
(using_statement) @implicit
(local_declaration_statement "using") @implicit
(constructor_declaration body: (_) @implicit)

; f(x)   x.f(y)   x?.f(y)   new C(x)   new(x)   : base(x)   : this(x)   class C(T x) : B(x)
(invocation_expression) @call
(object_creation_expression) @call
(implicit_object_creation_expression) @call
(constructor_initializer) @call
(primary_constructor_base_type) @call
(base_list (argument_list) @call)

; typeof(C)
(typeof_expression) @value

; x => { return y; }   (methods declare their result types)
(lambda_expression body: (block (return_statement) @return))
(anonymous_method_expression (block (return_statement) @return))
