package dev.mayfly.sparklistener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A Spark driver with the listener, as a process. */
record Driver(int exitCode, String log, Path metrics) {

  static Driver run(String mode, Path folder, Map<String, String> conf)
      throws IOException, InterruptedException {
    Path metrics = folder.resolve("metrics.json");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    Stream.of(JavaModuleOptions.defaultModuleOptions().split(" ")).forEach(command::add);
    Map<String, String> defaults =
        Map.of(
            "spark.master", "local[2, 3]",
            "spark.app.name", "listened",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.ui.enabled", "false",
            "spark.local.dir", folder.toString(),
            "spark.extraListeners", "dev.mayfly.sparklistener.MayflyListener",
            "spark.mayfly.metricsFile", metrics.toString());
    defaults.forEach((k, v) -> command.add("-D" + k + "=" + v));
    conf.forEach((k, v) -> command.add("-D" + k + "=" + v));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ListenedApplication.class.getName(), mode, folder.toString()));
    File log = folder.resolve("driver.log").toFile();
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new IllegalStateException("driver still runs: " + Files.readString(log.toPath()));
      }
      return new Driver(process.exitValue(), Files.readString(log.toPath()), metrics);
    } finally {
      process.destroyForcibly();
    }
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(Files.readString(metrics));
  }
}
