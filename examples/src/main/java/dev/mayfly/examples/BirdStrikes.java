package dev.mayfly.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * CSV to Parquet: how often aircraft hit wildlife in each state, what it cost and how fast the
 * fastest was.
 *
 * <p>{@code --input} names the CSV, {@code --output} the folder for {@code by-state} (Parquet) and
 * {@code preview} (CSV).
 */
public final class BirdStrikes {
  private BirdStrikes() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Dataset<Row> byState = byState(read(spark, arguments.get("--input"))).cache();
      byState.write().mode("overwrite").parquet(arguments.get("--output") + "/by-state");
      byState
          .coalesce(1)
          .write()
          .mode("overwrite")
          .option("header", true)
          .csv(arguments.get("--output") + "/preview");
      Report.write("{\"states\": " + byState.count() + "}");
    }
  }

  static Dataset<Row> read(SparkSession spark, String input) {
    return spark
        .read()
        .option("header", true)
        .csv(input)
        .select(
            col("Origin State").as("state"),
            col("Wildlife Species").as("species"),
            col("Cost Total $").cast("long").as("cost"),
            col("Speed IAS in knots").cast("int").as("knots"));
  }

  static Dataset<Row> byState(Dataset<Row> strikes) {
    return strikes
        .groupBy("state")
        .agg(count(lit(1)).as("strikes"), sum("cost").as("cost"), max("knots").as("fastest"))
        .repartition(1)
        .sortWithinPartitions(col("strikes").desc(), col("state"));
  }
}
