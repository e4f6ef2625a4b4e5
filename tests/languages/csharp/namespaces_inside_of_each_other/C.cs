class Everywhere { public static void Go() { } }
