package dev.mayfly.examples;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A later step that needs a list which somebody else delivers: it counts the strikes of the species
 * on it, and fails as long as the list is missing.
 *
 * <p>{@code --input} names what {@link CleanStrikes} left, {@code --strikes} how many they are,
 * {@code --watched} a CSV with a column {@code species}.
 */
public final class WatchedSpecies {
  private WatchedSpecies() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    long strikes = Long.parseLong(arguments.get("--strikes"));
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Dataset<Row> watched =
          spark.read().option("header", true).csv(arguments.get("--watched")).select("species");
      long count =
          spark
              .read()
              .parquet(arguments.get("--input"))
              .join(watched.distinct(), "species")
              .select(col("species"))
              .count();
      Report.write("{\"strikes\": " + strikes + ", \"watched\": " + count + "}");
    }
  }
}
