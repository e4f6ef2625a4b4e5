namespace n {
int before() { return 1; }
int broken( { @@ ;
int after() { return before(); }
}
