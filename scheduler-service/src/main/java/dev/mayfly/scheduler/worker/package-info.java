/** What performs the scheduler's commands: it looks whether objects are there. */
@NullMarked
package dev.mayfly.scheduler.worker;

import org.jspecify.annotations.NullMarked;
