/** Kafka for tests: one real broker shared by a test JVM, and private ones that a test may kill. */
@NullMarked
package dev.mayfly.testkit.kafka;

import org.jspecify.annotations.NullMarked;
