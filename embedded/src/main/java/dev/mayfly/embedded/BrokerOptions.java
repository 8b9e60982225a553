package dev.mayfly.embedded;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How to run a {@link KafkaBroker}.
 *
 * @param dataDir where everything of this broker lives; made if missing
 * @param port the clients' port on 127.0.0.1; 0 takes any free one
 * @param controllerPort the controller's port on 127.0.0.1; 0 takes any free one
 * @param maxHeapMb the child's largest heap, at least 128
 * @param logFile the child's log; it never takes more than 10 MiB together with its predecessor
 *     {@code <logFile>.1}
 * @param diesWithParent whether the broker stops when this JVM ends in any way, {@code kill -9}
 *     included. Such a broker also ignores the terminal's Ctrl-C, so that this JVM decides the
 *     order in which things stop
 * @param classPath the child's class path; it must hold this module and its dependencies as files
 *     (not nested in an executable jar)
 * @param cacheDir where to keep a class-data-sharing archive, which makes later starts faster; null
 *     for none. Useful only if the class path has no folders
 * @param jvmOptions of the child, beside its largest heap
 * @param config broker settings on top of those of {@link BrokerConfig}
 */
public record BrokerOptions(
    Path dataDir,
    int port,
    int controllerPort,
    int maxHeapMb,
    Path logFile,
    boolean diesWithParent,
    String classPath,
    @Nullable Path cacheDir,
    List<String> jvmOptions,
    Map<String, String> config) {

  /** They start fastest, which matters more than what a broker can do in the long run. */
  private static final List<String> QUICK_START =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  public BrokerOptions {
    requirePort("port", port);
    requirePort("controllerPort", controllerPort);
    if (port != 0 && port == controllerPort) {
      throw new IllegalArgumentException(
          "port and controllerPort are both %d; they must differ, or be 0 for any free port."
              .formatted(port));
    }
    if (maxHeapMb < 128) {
      throw new IllegalArgumentException(
          "maxHeapMb is %d; a broker needs at least 128, and 384 is a good value."
              .formatted(maxHeapMb));
    }
    dataDir = dataDir.toAbsolutePath().normalize();
    logFile = logFile.toAbsolutePath().normalize();
    jvmOptions = List.copyOf(jvmOptions);
    config = Map.copyOf(config);
  }

  /**
   * Any free ports, 384 MiB of heap, {@code broker.log} in the data directory, this JVM's class
   * path; dies with this JVM.
   */
  public static BrokerOptions in(Path dataDir) {
    return new BrokerOptions(
        dataDir,
        0,
        0,
        384,
        dataDir.resolve("broker.log"),
        true,
        absolute(System.getProperty("java.class.path", "")),
        null,
        QUICK_START,
        Map.of());
  }

  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(
        dataDir,
        newPort,
        controllerPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        classPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withControllerPort(int newPort) {
    return new BrokerOptions(
        dataDir,
        port,
        newPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        classPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withMaxHeapMb(int megabytes) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        megabytes,
        logFile,
        diesWithParent,
        classPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withLogFile(Path file) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        file,
        diesWithParent,
        classPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withDiesWithParent(boolean dies) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        logFile,
        dies,
        classPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withClassPath(String newClassPath) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        newClassPath,
        cacheDir,
        jvmOptions,
        config);
  }

  public BrokerOptions withCacheDir(Path dir) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        classPath,
        dir,
        jvmOptions,
        config);
  }

  public BrokerOptions withJvmOptions(List<String> options) {
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        classPath,
        cacheDir,
        options,
        config);
  }

  /** One more broker setting, by Kafka's own name for it. */
  public BrokerOptions with(String key, String value) {
    Map<String, String> more = new TreeMap<>(config);
    more.put(key, value);
    return new BrokerOptions(
        dataDir,
        port,
        controllerPort,
        maxHeapMb,
        logFile,
        diesWithParent,
        classPath,
        cacheDir,
        jvmOptions,
        more);
  }

  private static String absolute(String classPath) {
    StringBuilder out = new StringBuilder();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        out.append(out.isEmpty() ? "" : File.pathSeparator)
            .append(new File(entry).getAbsolutePath());
      }
    }
    return out.toString();
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "%s is %d; it must be between 0 (any free port) and 65535.".formatted(name, port));
    }
  }
}
