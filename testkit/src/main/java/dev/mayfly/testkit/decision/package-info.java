/** Drives a decision by hand: one input, one tick at a time. */
@NullMarked
package dev.mayfly.testkit.decision;

import org.jspecify.annotations.NullMarked;
