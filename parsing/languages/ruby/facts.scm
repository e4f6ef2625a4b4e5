; One query for all the facts of a Ruby file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; def m ... end   def m = x   { ... }   do ... end   (where a scope or a block begins)
(class body: (_) @block)
(module body: (_) @block)
(method body: (_) @block)
(singleton_method body: (_) @block)
(block) @block
(do_block) @block
(then) @block
(else) @block
(rescue body: (_) @block)
(ensure) @block

; class C < B ... end   module M ... end
(class) @definition
(module) @definition
; C = Struct.new(:a) do ... end   C = Class.new(B)
((assignment left: (constant) right: (call) @block) @definition
  (#match? @definition "^\\w+\\s*=\\s*(Struct|Class|Module|Data)\\.(new|define)\\b"))
; def m ... end   def self.m ... end   define_method(:m) { ... }
(method) @definition
(singleton_method) @definition
((call !receiver method: (identifier) @_called arguments: (argument_list . (simple_symbol)) block: (_)) @definition
  (#match? @_called "^define_method\\b"))

; class C < Struct.new(:a)   C = Struct.new(:a)
(class body: (_) @bind)
((assignment left: (constant) right: (call) @bind) (#match? @bind "^(Struct|Data)\\."))
; x = y   @x = y   a, b = c   X = y   x ||= y
(assignment) @bind
(operator_assignment) @bind
; { |x| ... }   do |x| ... end   ->(x) { ... }   for x in y   rescue E => e
(block) @bind
(do_block) @bind
(lambda) @bind
(for) @bind
(rescue) @bind
; alias a b   attr_reader :a   extend M   module_function   delegate :a, to: :b
(alias) @bind
((call !receiver method: (_) @_called) @bind
  (#match? @_called "^(attr_(reader|writer|accessor)|alias_method|extend|include|module_function|delegate|def_delegators?|def_instance_delegators?)\\b"))
((identifier) @bind (#eq? @bind "module_function"))

; require "a"   require_relative "b"   autoload :C, "d"
((call !receiver method: (_) @_called) @import (#match? @_called "^(require|require_relative|autoload|load)\\b"))

; raise E, x   (instantiates E)   include M   (calls a hook of M)
((call !receiver method: (_) @_called) @implicit (#match? @_called "^(raise|fail|include|extend|prepend)\\b"))
; x.map(&:m)
(block_argument (simple_symbol)) @implicit
; x << y   x[y]   (operators are methods)
(binary) @implicit
(element_reference) @implicit
; m(x)   x.m   x.m = y   super   (x.class counts as a member only)
((call !receiver method: (_) @_called) @call
  (#not-match? @_called "^(require|require_relative|autoload|load|raise|fail|include|extend|prepend|attr_\\w+)\\b"))
(call receiver: (_) !method) @call
(call receiver: (_) method: (_) arguments: (_)) @call
((call receiver: (_) method: (_) @_called !arguments) @call (#not-eq? @_called "class"))
(super) @call
; m   (a bare name that is not a variable)
(program (identifier) @call)
(body_statement (identifier) @call)
(block_body (identifier) @call)
(then (identifier) @call)
(else (identifier) @call)
(ensure (identifier) @call)
(begin (identifier) @call)
(do (identifier) @call)
(method body: (identifier) @call)
(singleton_method body: (identifier) @call)
(call receiver: (identifier) @call)
(argument_list (identifier) @call)
(splat_argument (identifier) @call)
(hash_splat_argument (identifier) @call)
(block_argument (identifier) @call)
(assignment right: (identifier) @call)
(operator_assignment right: (identifier) @call)
(right_assignment_list (identifier) @call)
(parenthesized_statements (identifier) @call)
(interpolation (identifier) @call)
(array (identifier) @call)
(pair value: (identifier) @call)
(element_reference (identifier) @call)
(binary (identifier) @call)
(unary (identifier) @call)
(range (identifier) @call)
(conditional (identifier) @call)
(if condition: (identifier) @call)
(elsif condition: (identifier) @call)
(unless condition: (identifier) @call)
(while condition: (identifier) @call)
(until condition: (identifier) @call)
(if_modifier (identifier) @call)
(unless_modifier (identifier) @call)
(while_modifier (identifier) @call)
(rescue_modifier (identifier) @call)
(case value: (identifier) @call)
(for value: (in (identifier) @call))
(optional_parameter value: (identifier) @call)
(keyword_parameter value: (identifier) @call)

; yield x   x.each(&block)
(yield (argument_list)) @yield
((call arguments: (argument_list (block_argument (identifier)))) @yield)
; return x   and the last expression of a body
(return (argument_list . (_) @result .))
(method body: (body_statement (_) @result .))
(method body: (body_statement (_) @result . [(rescue) (ensure) (else)]))
(method "=" body: (_) @result)
(singleton_method "=" body: (_) @result)
(singleton_method body: (body_statement (_) @result .))
(singleton_method body: (body_statement (_) @result . [(rescue) (ensure) (else)]))

; m(C)   [C]   x = C   rescue C   when C   (constants used as values)
(argument_list [(constant) (scope_resolution)] @value)
(array [(constant) (scope_resolution)] @value)
(assignment right: [(constant) (scope_resolution)] @value)
(pair value: [(constant) (scope_resolution)] @value)
(exceptions [(constant) (scope_resolution)] @value)
(pattern [(constant) (scope_resolution)] @value)
