package dev.mayfly.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * The last step of a diamond: two {@link StrikesReport}s that were made side by side must each
 * count every strike that {@link CleanStrikes} kept.
 *
 * <p>{@code --strikes} is their number, {@code --one} and {@code --other} name the folders of the
 * reports.
 */
public final class ReportsAgree {
  private ReportsAgree() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    long strikes = Long.parseLong(arguments.get("--strikes"));
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      for (String report : new String[] {"--one", "--other"}) {
        long counted = counted(spark, arguments.get(report));
        if (counted != strikes) {
          throw new IllegalStateException(
              arguments.get(report) + " counts " + counted + " strikes of " + strikes);
        }
      }
      Report.write("{\"agreed\": " + strikes + "}");
    }
  }

  private static long counted(SparkSession spark, String report) {
    return spark
        .read()
        .option("header", true)
        .csv(report)
        .agg(sum(col("strikes").cast("long")))
        .first()
        .getLong(0);
  }
}
