/** Schedules and queues in bulk, beside db-scheduler on PostgreSQL. */
@NullMarked
package dev.mayfly.bench.schedules;

import org.jspecify.annotations.NullMarked;
