package org.sipha.core.defects;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.HaNode;

/**
 * The core with one defect, compiled in memory, and the tests' harnesses on top of it: this loader
 * defines all classes of the project anew. Only the file with the defect is compiled, so a defect
 * mustn't change a constant that other files use.
 */
final class BrokenCore extends URLClassLoader {
  private static final String PROJECT = "org.sipha.";

  private final Map<String, byte[]> broken;

  BrokenCore(Defect defect) {
    super(
        new URL[] {place(HaNode.class), place(BrokenCore.class)},
        BrokenCore.class.getClassLoader());
    this.broken = compile(defect);
  }

  private static URL place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** An object of that class of the tests, standing on the broken core. */
  <T> T create(Class<T> known, String className) {
    try {
      return known.cast(load(className).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That class of the project, standing on the broken core. */
  Class<?> load(String className) {
    try {
      return loadClass(className);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PROJECT)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = broken.get(name);
    return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
  }

  // ---- compiling
  // ------------------------------------------------------------------------------------------------

  private static Map<String, byte[]> compile(Defect defect) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new AssertionError("no compiler: run the tests with a JDK, not a JRE");
    }
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      InMemory output = new InMemory(files);
      boolean ok =
          compiler
              .getTask(
                  complaints,
                  output,
                  null,
                  List.of("-proc:none", "-nowarn", "--release", "17", "-cp", classPath()),
                  null,
                  List.of(new Source(defect)))
              .call();
      if (!ok) {
        throw new AssertionError("the defect " + defect + " doesn't compile:\n" + complaints);
      }
      return output.classes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String classPath() {
    return place(HaNode.class).getPath()
        + System.getProperty("path.separator")
        + place(Nullable.class).getPath();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final Defect defect;

    Source(Defect defect) {
      super(URI.create("string:///" + defect.file()), Kind.SOURCE);
      this.defect = defect;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return defect.brokenSource();
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, Kind kind, @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return written.computeIfAbsent(className, c -> new ByteArrayOutputStream());
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }
  }
}
