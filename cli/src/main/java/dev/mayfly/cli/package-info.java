/** The {@code mayfly} command, for people and scripts. */
@NullMarked
package dev.mayfly.cli;

import org.jspecify.annotations.NullMarked;
