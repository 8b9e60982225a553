package dev.mayfly.sparklistener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;

/** The application that the tests listen to, in a JVM of its own. */
final class ListenedApplication {
  private ListenedApplication() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      switch (args[0]) {
        case "write" -> {
          spark.range(0, 1000, 1, 4).write().parquet(folder.resolve("out").toString());
          spark.read().parquet(folder.resolve("out").toString()).groupBy().count().collect();
        }
        case "retry" -> {
          String marker = folder.resolve("tried").toString();
          spark
              .range(0, 10, 1, 1)
              .foreach(
                  (ForeachFunction<Long>)
                      n -> {
                        if (n == 9 && !Files.exists(Path.of(marker))) {
                          Files.createFile(Path.of(marker));
                          throw new IllegalStateException("the first try fails");
                        }
                      });
        }
        case "throw" -> spark.range(10).selectExpr("raise_error('no such wing')").collect();
        case "halt" -> {
          spark.range(10).foreach((ForeachFunction<Long>) n -> {});
          awaitWritten(folder);
          Runtime.getRuntime().halt(9);
        }
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /** Until the listener has seen the one job there is. */
  private static void awaitWritten(Path folder) {
    Path metrics = folder.resolve("metrics.json");
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < giveUp) {
      try {
        if (Files.readString(metrics).contains("\"jobsEnded\":1")) {
          return;
        }
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
  }
}
