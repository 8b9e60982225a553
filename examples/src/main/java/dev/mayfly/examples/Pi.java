package dev.mayfly.examples;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many of so many random points of a square lie in its circle, and what π is by that.
 *
 * <p>{@code --throws} says how many points, in two tasks. Each task has a seed of its own, so that
 * the same arguments have the same result.
 */
public final class Pi {
  private static final List<Integer> SEEDS = List.of(1, 2);

  private Pi() {}

  public static void main(String[] args) throws IOException {
    long points = Long.parseLong(new Arguments(args).get("--throws"));
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      Report.write("{\"pi\": " + estimate(spark, points) + "}");
    }
  }

  static double estimate(JavaSparkContext spark, long points) {
    long each = points / SEEDS.size();
    long inside =
        spark
            .parallelize(SEEDS, SEEDS.size())
            .map(seed -> inside(each, new Random(seed)))
            .reduce(Long::sum);
    return 4.0 * inside / (each * SEEDS.size());
  }

  private static long inside(long points, Random random) {
    long found = 0;
    for (long n = 0; n < points; n++) {
      if (Math.hypot(random.nextDouble(), random.nextDouble()) <= 1) {
        found++;
      }
    }
    return found;
  }
}
