package dev.mayfly.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.year;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The first of several steps: keeps the strikes whose species is known, with names and types that
 * the next can rely on, and reports how many they are.
 *
 * <p>{@code --input} names the CSV, {@code --output} the folder of the cleaned Parquet.
 */
public final class CleanStrikes {
  private CleanStrikes() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      clean(spark.read().option("header", true).csv(arguments.get("--input")))
          .write()
          .mode("overwrite")
          .parquet(arguments.get("--output"));
      long strikes = spark.read().parquet(arguments.get("--output")).count();
      Report.write("{\"strikes\": " + strikes + "}");
    }
  }

  private static Dataset<Row> clean(Dataset<Row> raw) {
    return raw.where("not startswith(`Wildlife Species`, 'Unknown')")
        .select(
            year(col("Flight Date").cast("date")).as("year"),
            col("Wildlife Species").as("species"),
            col("Effect Amount of damage").notEqual("None").as("damaged"),
            col("Cost Total $").cast("long").as("cost"));
  }
}
