package dev.mayfly.standalone;

import dev.mayfly.engine.streams.FatalExit;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * One service as a Spring context of its own in this JVM. Where the service's process would end to
 * be started again by its supervisor, this is the supervisor.
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final int MOST_RESTARTS = 5;

  private final String name;
  private final Class<?> application;
  private final Map<String, String> properties;
  private final List<String> arguments;
  private final BiConsumer<Integer, String> givenUp;
  private @Nullable ConfigurableApplicationContext context;
  private boolean closed;
  private int restarts;

  /**
   * @param properties lie over the service's own
   * @param givenUp is told the exit code and the reason when the service cannot go on
   */
  Service(
      String name,
      Class<?> application,
      Map<String, String> properties,
      BiConsumer<Integer, String> givenUp) {
    this.name = name;
    this.application = application;
    this.properties = Map.copyOf(properties);
    this.givenUp = givenUp;
    var all = new ArrayList<String>();
    all.add("--spring.config.location=" + ownConfiguration(application));
    properties.forEach((key, value) -> all.add("--" + key + "=" + value));
    this.arguments = List.copyOf(all);
  }

  String name() {
    return name;
  }

  /** What a JVM of its own would have to be given. */
  Map<String, String> properties() {
    return properties;
  }

  synchronized void start() {
    if (closed) {
      return;
    }
    context =
        new SpringApplicationBuilder(application)
            .web(WebApplicationType.NONE)
            .registerShutdownHook(false)
            .logStartupInfo(false)
            .initializers(
                c ->
                    ((GenericApplicationContext) c)
                        .registerBean(FatalExit.class, () -> this::fatal))
            .run(arguments.toArray(String[]::new));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (context != null) {
      context.close();
    }
  }

  /** Comes from a thread that the context waits for when it closes. */
  private void fatal(int code, String reason) {
    var thread = new Thread(() -> restart(code, reason), name + "-restart");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void restart(int code, String reason) {
    if (closed) {
      return;
    }
    if (code != FatalExit.RESTART || restarts == MOST_RESTARTS) {
      givenUp.accept(code, name + "-service cannot go on: " + reason);
      return;
    }
    restarts++;
    LOG.warn("{}-service stopped and is started again: {}", name, reason);
    try {
      if (context != null) {
        context.close();
      }
      start();
    } catch (RuntimeException e) {
      LOG.error("{}-service did not start again", name, e);
      givenUp.accept(code, name + "-service did not start again: " + e.getMessage());
    }
  }

  /** Every service has an application.yaml; on one class path only one of them would be found. */
  private static String ownConfiguration(Class<?> application) {
    try {
      Path from = Path.of(application.getProtectionDomain().getCodeSource().getLocation().toURI());
      String root =
          from.toFile().isDirectory() ? from.toUri().toString() : "jar:" + from.toUri() + "!/";
      String module = moduleOf(application);
      return "optional:" + root + "application.yaml,optional:" + root + module + ".yaml";
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path of " + application + " is no file", e);
    }
  }

  private static String moduleOf(Class<?> application) {
    String packageName = application.getPackageName();
    return packageName.substring(packageName.lastIndexOf('.') + 1) + "-service";
  }
}
