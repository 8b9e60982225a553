/** Objects: applications come from there, logs go there. */
@NullMarked
package dev.mayfly.submit.storage;

import org.jspecify.annotations.NullMarked;
