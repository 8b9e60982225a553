package dev.mayfly.standalone;

import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param home the repository
 * @param data everything that one installation writes
 */
record Layout(Path home, Path data) {

  Layout {
    home = home.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
  }

  Path kafka() {
    return data.resolve("kafka");
  }

  /** Objects are plain files here: {@code <bucket>/<key>}. */
  Path objects() {
    return data.resolve("s3");
  }

  Path services() {
    return data.resolve("services");
  }

  Path service(String name) {
    return services().resolve(name);
  }

  Path logs() {
    return data.resolve("logs");
  }

  Path temporary() {
    return data.resolve("tmp");
  }

  Path credentials() {
    return data.resolve("credentials.json");
  }

  Path lock() {
    return data.resolveSibling(data.getFileName() + ".lock");
  }

  /** What only makes later starts faster. */
  Path cache() {
    return home.resolve(".mayfly").resolve("cache");
  }

  Path sparkHome() {
    return home.resolve("spark-distribution/target/spark");
  }

  /** May be missing: then Python jobs are rejected, with how to make it. */
  Path python() {
    return home.resolve(".venv/bin/python");
  }

  Path birdstrikes() {
    return home.resolve("examples/data/birdstrikes.csv");
  }

  Path examplesJar() {
    return home.resolve("examples/target/mayfly-examples.jar");
  }

  Path listenerJar() {
    return home.resolve("spark-listener/target/mayfly-spark-listener.jar");
  }

  Path birds() {
    return home.resolve("examples/birds/job.yaml");
  }
}
