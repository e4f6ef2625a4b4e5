str::trim() { :; }
my-func() { str::trim; }
v1.2() { my-func; }
v1.2
