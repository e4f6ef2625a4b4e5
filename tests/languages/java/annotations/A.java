@interface Marked {
  String value() default "";

  Class<?> by() default Object.class;
}

@Marked("a")
class A {
  @Marked
  int field;

  @Override
  @Marked(by = A.class)
  public String toString() { return ""; }

  String use(Marked marked) { return marked.value(); }
}
