/** What people are told, made of events alone. */
@NullMarked
package dev.mayfly.notifier.message;

import org.jspecify.annotations.NullMarked;
