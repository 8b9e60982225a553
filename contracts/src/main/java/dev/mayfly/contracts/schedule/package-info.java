/** When a job is due, and of which span of time each of its ticks tells. */
@NullMarked
package dev.mayfly.contracts.schedule;

import org.jspecify.annotations.NullMarked;
