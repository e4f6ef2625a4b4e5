package a;

public class Tools {
  public static int of() { return 1; }

  public static Tools MAIN = new Tools();

  public void go() {}
}
