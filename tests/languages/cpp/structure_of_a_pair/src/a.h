namespace n { class A { void f(); }; }
