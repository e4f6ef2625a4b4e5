import java.io.*;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;

class One {
  void one() {}
}

class Two {
  void two() {}
}

class A {
  One read(InputStream given) { return null; }

  Two read(Reader given) { return null; }

  One write(String text, String charset) { return null; }

  Two write(String text, Charset charset) { return null; }

  One since(Date date) { return null; }

  Two since(long time) { return null; }

  void use(Path path, Date date) throws Exception {
    read(Files.newInputStream(path)).one();
    read(new InputStreamReader(Files.newInputStream(path))).two();
    write("", StandardCharsets.UTF_8.name()).one();
    write("", StandardCharsets.UTF_8).two();
    since(date).one();
    since(date.getTime()).two();
    since(Integer.MAX_VALUE).two();
  }
}

class Numbers extends ArrayList<Integer> {
  boolean remove(int first, int last) { return true; }

  void use() {
    remove(1);
    remove(1, 2);
  }
}
