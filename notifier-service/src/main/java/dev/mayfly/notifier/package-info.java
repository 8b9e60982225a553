/** Turns outcomes into messages: one final message per run and channel. */
@NullMarked
package dev.mayfly.notifier;

import org.jspecify.annotations.NullMarked;
