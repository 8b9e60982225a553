/** What is Kafka's own around the engine: topics made and checked, records written and read. */
@NullMarked
package dev.mayfly.engine.kafka;

import org.jspecify.annotations.NullMarked;
