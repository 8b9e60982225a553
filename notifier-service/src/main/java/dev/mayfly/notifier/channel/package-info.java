/** The ways to reach people. */
@NullMarked
package dev.mayfly.notifier.channel;

import org.jspecify.annotations.NullMarked;
