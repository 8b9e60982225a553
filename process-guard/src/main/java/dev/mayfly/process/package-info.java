/** Runs a command at most once per directory, under a guard that outlives whoever started it. */
@NullMarked
package dev.mayfly.process;

import org.jspecify.annotations.NullMarked;
