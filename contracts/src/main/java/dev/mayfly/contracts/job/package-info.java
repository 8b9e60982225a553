/** The job spec as its author writes it, its validation, and its resolved form. */
@NullMarked
package dev.mayfly.contracts.job;

import org.jspecify.annotations.NullMarked;
