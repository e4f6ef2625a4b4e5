namespace Two;

class Hidden { public void Go() { } public static void Make() { } }
