package dev.mayfly.cli.connection;

import dev.mayfly.contracts.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a command finds its installation: options, then the environment, then what {@code mayfly up}
 * left.
 */
public final class ConnectionOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Kafka brokers; default: MAYFLY_BOOTSTRAP_SERVERS, else the running `mayfly up`, else localhost:9092.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--installation",
      paramLabel = "NAME",
      description = "Name before the first dot of the topics; default: mayfly.")
  private @Nullable String installation;

  private Map<String, String> env = System.getenv();

  ConnectionOptions withEnvironment(Map<String, String> other) {
    env = Map.copyOf(other);
    return this;
  }

  public String bootstrapServers() throws IOException {
    if (bootstrapServers != null) {
      return bootstrapServers;
    }
    String fromEnvironment = env.get("MAYFLY_BOOTSTRAP_SERVERS");
    if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
      return fromEnvironment;
    }
    return running().map(InstallationFile::bootstrapServers).orElse("localhost:9092");
  }

  public Topics topics() throws IOException {
    if (installation != null) {
      return new Topics(installation);
    }
    return new Topics(running().map(InstallationFile::installation).orElse("mayfly"));
  }

  /**
   * That of the running {@code mayfly up}, else what {@code MAYFLY_BUCKET}, {@code
   * MAYFLY_S3_ENDPOINT} and {@code AWS_REGION} say.
   */
  public Storage storage() throws IOException {
    Optional<InstallationFile> running = running();
    String endpoint = env.get("MAYFLY_S3_ENDPOINT");
    String bucket = env.get("MAYFLY_BUCKET");
    if (running.isPresent() && endpoint == null && bucket == null) {
      InstallationFile file = running.get();
      return new Storage(
          URI.create(file.s3Endpoint()),
          file.bucket(),
          file.region(),
          Path.of(file.credentialsFile()));
    }
    return new Storage(
        endpoint == null ? null : URI.create(endpoint),
        bucket == null ? "mayfly" : bucket,
        env.getOrDefault("AWS_REGION", "us-east-1"),
        null);
  }

  /** The installation that runs from this folder or from {@code MAYFLY_HOME}. */
  public Optional<InstallationFile> running() throws IOException {
    return InstallationFile.read(installationFile())
        .filter(f -> ProcessHandle.of(f.pid()).map(ProcessHandle::isAlive).orElse(false));
  }

  public Path installationFile() {
    return home().resolve(".mayfly").resolve("installation.json");
  }

  /** The repository's folder, else the working directory. */
  public Path home() {
    return Path.of(env.getOrDefault("MAYFLY_HOME", "")).toAbsolutePath();
  }
}
