/** Performs deliveries and says what was seen. */
@NullMarked
package dev.mayfly.notifier.worker;

import org.jspecify.annotations.NullMarked;
