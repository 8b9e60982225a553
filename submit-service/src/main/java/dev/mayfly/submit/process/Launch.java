package dev.mayfly.submit.process;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.SparkLauncher;
import org.jspecify.annotations.Nullable;

/**
 * One driver's start: its files fetched, its configuration written, spark-submit run under the
 * guard.
 */
final class Launch {
  private static final long LONGEST_START_S = 30;
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String LISTENER = "dev.mayfly.sparklistener.MayflyListener";

  private final ProcessHostConfig config;
  private final ObjectStore store;
  private final DriverFolder folder;
  private final Duration sinceBoot;
  private int objects;

  /**
   * @param sinceBoot from when the driver's lease counts
   */
  Launch(ProcessHostConfig config, ObjectStore store, DriverFolder folder, Duration sinceBoot) {
    this.config = config;
    this.store = store;
    this.folder = folder;
    this.sinceBoot = sinceBoot;
  }

  void run(Assignment a, JobSpec.Step step) throws Refusal, IOException {
    Files.createDirectories(folder.artifacts());
    Files.createDirectories(folder.eventLog());
    folder.write(folder.conf(), properties(a, step));
    var launcher = new SparkLauncher(environment(step));
    launcher
        .setSparkHome(guardedHome().toString())
        .setMaster(a.endpoints().master())
        .setDeployMode("client")
        .setAppName(a.spec().name() + "/" + step.name())
        .setPropertiesFile(folder.conf().toString())
        .setAppResource(fetched(step.application()))
        .redirectOutput(folder.path().resolve("launch.log").toFile())
        .redirectError(folder.path().resolve("launch.err").toFile());
    if (step.mainClass() != null) {
      launcher.setMainClass(step.mainClass());
    }
    for (String jar : step.jars()) {
      launcher.addJar(fetched(jar));
    }
    for (String file : step.files()) {
      launcher.addFile(fetched(file));
    }
    for (String pyFile : step.pyFiles()) {
      launcher.addPyFile(fetched(pyFile));
    }
    launcher.addAppArgs(step.args().toArray(String[]::new));
    await(launcher.launch());
  }

  /** The guard returns as soon as the driver's marker is made. */
  private void await(Process guard) throws IOException {
    try {
      if (!guard.waitFor(LONGEST_START_S, TimeUnit.SECONDS) || guard.exitValue() != 0) {
        guard.destroyForcibly();
        String said = Files.readString(folder.path().resolve("launch.err")).strip();
        throw new IOException("the driver's guard did not start: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the driver's guard started", e);
    }
  }

  /**
   * What spark-launcher takes for a Spark home: its spark-submit is the guard, which runs the real
   * one as its child. So the driver is marked before it starts, and outlives this JVM.
   */
  private Path guardedHome() throws IOException {
    Path script = folder.sparkHome().resolve("bin/spark-submit");
    Files.createDirectories(script.getParent());
    List<String> guarded =
        folder
            .process()
            .guardCommand(
                config.lease(),
                sinceBoot,
                List.of(config.sparkHome().resolve("bin/spark-submit").toString()));
    String words = guarded.stream().map(Launch::quoted).collect(Collectors.joining(" "));
    String home = "export SPARK_HOME=" + quoted(config.sparkHome().toString());
    // Whole or not at all: an earlier starter's shell may be reading it.
    Path temporary = Files.createTempFile(script.getParent(), "new", ".tmp");
    Files.writeString(temporary, "#!/bin/sh\n" + home + "\nexec " + words + " \"$@\"\n");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
    Files.move(temporary, script, StandardCopyOption.ATOMIC_MOVE);
    return folder.sparkHome();
  }

  private Map<String, String> environment(JobSpec.Step step) throws Refusal {
    var env = new LinkedHashMap<>(new Secrets(config.secrets()).resolve(step.env()));
    env.put("SPARK_LOCAL_IP", "127.0.0.1");
    if (config.listenerJar() != null && appendsToClassPath()) {
      env.merge("SPARK_DIST_CLASSPATH", config.listenerJar().toString(), (a, b) -> a + ":" + b);
    }
    env.put("MAYFLY_REPORT", folder.report().toString());
    Path python = config.python();
    if (python != null) {
      env.put("PYSPARK_PYTHON", python.toString());
      env.put("PYSPARK_DRIVER_PYTHON", python.toString());
    }
    return env;
  }

  private byte[] properties(Assignment a, JobSpec.Step step) throws Refusal {
    JobSpec spec = a.spec();
    var conf = new TreeMap<>(config.sparkConf());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put("spark.driver.bindAddress", "127.0.0.1");
    conf.put("spark.ui.port", "0");
    conf.put("spark.ui.showConsoleProgress", "false");
    conf.put("spark.driver.memory", spec.driver().memory().toString());
    conf.put("spark.driver.cores", Integer.toString(spec.driver().cores()));
    JobSpec.Executor executor = spec.executor();
    ClusterShare share = ClusterShare.of(spec, executorCores(executor, conf, step));
    var memory = executor.memory() == null ? share.memory() : executor.memory();
    conf.put("spark.executor.memory", memory.toString());
    if (share.cores() != null) {
      conf.putIfAbsent("spark.cores.max", share.cores().toString());
    }
    putIfPresent(conf, EXECUTOR_CORES, executor.cores());
    putIfPresent(conf, "spark.executor.instances", executor.instances());
    putIfPresent(conf, "spark.executor.memoryOverhead", executor.memoryOverhead());
    putIfPresent(conf, "spark.jars.packages", joined(step.packages()));
    putIfPresent(conf, "spark.jars.repositories", joined(step.repositories()));
    putIfPresent(conf, "spark.archives", joined(step.archives()));
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", folder.eventLog().toUri().toString());
    refuseSecretsOnCommandLines(step);
    conf.putAll(new Secrets(config.secrets()).resolve(step.conf()));
    append(conf, "spark.driver.extraJavaOptions", " ", crashOnOutOfMemory());
    if (config.listenerJar() != null) {
      if (!appendsToClassPath()) {
        append(conf, "spark.driver.extraClassPath", ":", config.listenerJar().toString());
      }
      append(conf, "spark.extraListeners", ",", LISTENER);
      conf.put("spark.mayfly.metricsFile", folder.metrics().toString());
    }
    hideSecrets(conf, step);
    return asProperties(conf);
  }

  /** As the step will have them, whoever of the three says so. */
  private static @Nullable Integer executorCores(
      JobSpec.Executor executor, Map<String, String> laidUnder, JobSpec.Step step) {
    String said = step.conf().get(EXECUTOR_CORES);
    if (said == null && executor.cores() != null) {
      return executor.cores();
    }
    said = said == null ? laidUnder.get(EXECUTOR_CORES) : said;
    return said != null && said.matches("[1-9]\\d{0,3}") ? Integer.valueOf(said) : null;
  }

  /**
   * A class-data archive is refused by the JVM when anything stands before what it was made for,
   * and {@code extraClassPath} does. Where there is a {@code conf} folder there is no archive, and
   * its {@code spark-env.sh} may set the variable anew.
   */
  private boolean appendsToClassPath() {
    return !Files.exists(config.sparkHome().resolve("conf"));
  }

  /**
   * An exit code alone can't tell an exhausted heap from {@code System.exit}: the crash and its log
   * can.
   */
  private String crashOnOutOfMemory() {
    return "-XX:+CrashOnOutOfMemoryError -XX:ErrorFile=" + folder.crashLog();
  }

  /** Spark puts the options of a JVM on its command line, where every user of the machine reads. */
  private static void refuseSecretsOnCommandLines(JobSpec.Step step) throws Refusal {
    for (var entry : step.conf().entrySet()) {
      if (entry.getKey().endsWith("JavaOptions") && entry.getValue().contains("${secret:")) {
        throw new Refusal(
            entry.getKey()
                + " must not hold a secret: it is seen on a command line; use env or another property");
      }
    }
  }

  /** Keys whose values came from secrets are hidden in Spark's own pages and event log. */
  private static void hideSecrets(Map<String, String> conf, JobSpec.Step step) {
    String keys =
        step.conf().entrySet().stream()
            .filter(e -> e.getValue().contains("${secret:"))
            .map(e -> Pattern.quote(e.getKey()))
            .collect(Collectors.joining("|"));
    if (!keys.isEmpty()) {
      append(conf, "spark.redaction.regex", "|", "(?i)secret|password|token|access[.]?key|" + keys);
    }
  }

  private static byte[] asProperties(Map<String, String> conf) {
    var text = new StringBuilder();
    conf.forEach(
        (key, value) -> text.append(escaped(key)).append('=').append(escaped(value)).append('\n'));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As {@link java.util.Properties} reads it. */
  private static String escaped(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else if ("\\=: #!".indexOf(c) >= 0) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** The address itself, or where the object was brought to. */
  private String fetched(String address) throws Refusal, IOException {
    if (!address.startsWith("s3a://")) {
      return address;
    }
    String name = address.substring(address.lastIndexOf('/') + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new Refusal("'" + address + "' names no object; expected s3a://bucket/key");
    }
    // Two objects may have one name, under different prefixes.
    Path target = folder.artifacts().resolve(Integer.toString(objects++)).resolve(name);
    try {
      Files.createDirectories(target.getParent());
      store.fetch(address, target);
      return target.toString();
    } catch (FileNotFoundException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static void append(Map<String, String> conf, String name, String separator, String more) {
    conf.merge(name, more, (given, added) -> given + separator + added);
  }

  private static void putIfPresent(Map<String, String> conf, String name, @Nullable Object value) {
    if (value != null) {
      conf.put(name, value.toString());
    }
  }

  private @Nullable String joined(List<String> list) {
    return list.isEmpty() ? null : String.join(",", new ArrayList<>(list));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
