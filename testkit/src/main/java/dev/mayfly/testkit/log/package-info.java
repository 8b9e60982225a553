/** A log like Kafka's, without threads and time of its own, and the suite that proves it alike. */
@NullMarked
package dev.mayfly.testkit.log;

import org.jspecify.annotations.NullMarked;
