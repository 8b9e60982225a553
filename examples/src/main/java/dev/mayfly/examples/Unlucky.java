package dev.mayfly.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Fails in the way that {@code --how} names: throw, exit, oom or hang. */
public final class Unlucky {
  private Unlucky() {}

  public static void main(String[] args) throws IOException {
    String how = new Arguments(args).get("--how");
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      switch (how) {
        case "throw" -> read(spark);
        case "exit" -> System.exit(3);
        case "oom" -> hoard();
        case "hang" -> hang(spark);
        default -> throw new IllegalArgumentException("no such way to fail: " + how);
      }
    }
  }

  private static void read(SparkSession spark) {
    try {
      spark.range(10).selectExpr("wingspan * 2").collectAsList();
    } catch (Exception e) { // not only RuntimeException: Spark's AnalysisException is a checked one
      throw new IllegalStateException("the report could not be made", e);
    }
  }

  private static void hoard() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[16 << 20]);
    }
  }

  /** One task that never ends, as a join that explodes looks from outside. */
  private static void hang(SparkSession spark) {
    spark
        .range(0, 1, 1, 1)
        .map(
            (MapFunction<Long, Long>)
                n -> {
                  Thread.sleep(Long.MAX_VALUE);
                  return n;
                },
            Encoders.LONG())
        .collectAsList();
  }
}
