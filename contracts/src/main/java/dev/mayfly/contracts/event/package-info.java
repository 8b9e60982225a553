/** The events, one record each, grouped by the topic that carries them. */
@NullMarked
package dev.mayfly.contracts.event;

import org.jspecify.annotations.NullMarked;
