/** The engine on Kafka Streams, exactly once. */
@NullMarked
package dev.mayfly.engine.streams;

import org.jspecify.annotations.NullMarked;
