/** The front desk: what is asked for becomes a run, and a run becomes exactly one outcome. */
@NullMarked
package dev.mayfly.scheduler;

import org.jspecify.annotations.NullMarked;
