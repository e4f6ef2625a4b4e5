; One query for all the facts of a PHP file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; { ... }   fn() => x
(declaration_list) @block
(enum_declaration_list) @block
(compound_statement) @block
(arrow_function body: (_) @block)

; class C { ... }   interface I { ... }   trait T { ... }   enum E { ... }   new class { ... }
(class_declaration) @definition
(interface_declaration) @definition
(trait_declaration) @definition
(enum_declaration) @definition
(anonymous_class) @definition
; function f() { ... }   function () { ... }   fn() => x
(function_definition) @definition
(method_declaration) @definition
(anonymous_function) @definition
(arrow_function) @definition

; private T $x = y;   const X = y;   case X;   use A, B { ... }   __construct(private T $x)
(property_declaration) @bind
(const_declaration) @bind
(enum_case) @bind
(use_instead_of_clause) @bind
(use_as_clause) @bind
(property_promotion_parameter) @bind
; $x = y   [$x, $y] = z   foreach (x as $y)   catch (T $x)   static $x = y;   x instanceof T   /** @var T $x */
(assignment_expression) @bind
(augmented_assignment_expression) @bind
(reference_assignment_expression) @bind
(foreach_statement) @bind
(catch_clause) @bind
(static_variable_declaration) @bind
(binary_expression) @bind
(comment) @bind

; use A\B;   use function A\f;   require __DIR__ . '/a.php';
(namespace_use_declaration) @import
(require_expression) @import
(require_once_expression) @import
(include_expression) @import
(include_once_expression) @import

; f(x)   $x->f(y)   $x?->f(y)   C::f(x)   new C(x)
(function_call_expression) @call
(member_call_expression) @call
(nullsafe_member_call_expression) @call
(scoped_call_expression) @call
(object_creation_expression) @call

; C::class   C::X
(class_constant_access_expression) @value

; return x;   yield x;
(return_statement (_)) @return
(yield_expression) @yield
