/** CloudEvents 1.0 and the one place that maps them to Kafka headers. */
@NullMarked
package dev.mayfly.contracts.envelope;

import org.jspecify.annotations.NullMarked;
