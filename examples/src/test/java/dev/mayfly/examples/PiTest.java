package dev.mayfly.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class PiTest {
  @Test
  void manyThrowsComeNearToPiAndSayTheSameAgain() {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("pi"))) {
      double estimate = Pi.estimate(spark, 1_000_000);
      assertThat(estimate).isCloseTo(Math.PI, within(0.01));
      assertThat(Pi.estimate(spark, 1_000_000)).isEqualTo(estimate);
    }
  }
}
