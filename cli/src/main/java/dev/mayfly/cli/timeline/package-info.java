/** Runs drawn for people: live in a terminal, as plain lines elsewhere. */
@NullMarked
package dev.mayfly.cli.timeline;

import org.jspecify.annotations.NullMarked;
