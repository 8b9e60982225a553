package dev.mayfly.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * A later step: reads what {@link CleanStrikes} left, and writes one CSV with a line a year.
 *
 * <p>{@code --input} names the cleaned Parquet, {@code --output} the folder of the CSV, {@code
 * --by} another column than the year, as {@code species}.
 */
public final class StrikesReport {
  private StrikesReport() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    String by = arguments.get("--by", "year");
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark
          .read()
          .parquet(arguments.get("--input"))
          .groupBy(by)
          .agg(
              count(lit(1)).as("strikes"),
              count_if(col("damaged")).as("damaged"),
              sum("cost").as("cost"))
          .repartition(1)
          .sortWithinPartitions(by)
          .write()
          .mode("overwrite")
          .option("header", true)
          .csv(arguments.get("--output"));
    }
  }
}
