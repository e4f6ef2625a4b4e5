
; function f(): T;   interface I { m(): T }   abstract m(): T   (no body)
(function_signature) @definition
(method_signature) @definition
(abstract_method_signature) @definition
(call_signature) @definition
(construct_signature) @definition

; abstract class C {}   interface I {}   type T = { ... }   enum E {}   namespace N {}
(abstract_class_declaration) @definition
(interface_declaration) @definition
(type_alias_declaration) @definition
(enum_declaration) @definition
(internal_module) @definition
(module) @definition
(interface_body) @block
(type_alias_declaration value: (object_type) @block)
(enum_body) @block

; class { a: T = b }   interface { a: T }   type T = U   enum E { A, B = 1 }
(public_field_definition) @bind
(property_signature) @bind
(type_alias_declaration) @bind
(enum_body) @bind
; import a = N.b
(import_alias) @bind
; constructor(private a: T)
(required_parameter (accessibility_modifier)) @bind
(required_parameter "readonly") @bind
(optional_parameter (accessibility_modifier)) @bind
