package dev.mayfly.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Mayfly with patched sources: the patched classes are what the compiler made of them. */
final class PatchedProduction extends MayflyAnew {
  private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

  private PatchedProduction() {}

  /** A simulation of it. */
  @SuppressWarnings("unchecked")
  static UnaryOperator<String> with(List<Patch> patches) throws Exception {
    var loader = new PatchedProduction();
    loader.compile(patches);
    return (UnaryOperator<String>) loader.make(SeedRun.class);
  }

  private void compile(List<Patch> patches) throws IOException {
    var sources = new LinkedHashMap<String, String>();
    for (Patch patch : patches) {
      String before = sources.get(patch.className());
      sources.put(patch.className(), patch.apply(before == null ? patch.source() : before));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var faults = new DiagnosticCollector<JavaFileObject>();
    try (var files = new InMemory(compiler.getStandardFileManager(faults, null, null))) {
      List<Source> units =
          sources.entrySet().stream().map(s -> new Source(s.getKey(), s.getValue())).toList();
      List<String> options = List.of("-proc:none", "-parameters", "--release", "17");
      if (!compiler.getTask(null, files, faults, options, null, units).call()) {
        throw new AssertionError("a patched source does not compile: " + faults.getDiagnostics());
      }
    }
  }

  @Override
  byte[] bytes(String name, byte[] original) {
    ByteArrayOutputStream made = compiled.get(name);
    return made != null ? made.toByteArray() : original;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    InMemory(StandardJavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          var out = new ByteArrayOutputStream();
          compiled.put(className, out);
          return out;
        }
      };
    }
  }
}
