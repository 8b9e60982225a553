/** Drivers as processes on this machine, through spark-submit. */
@NullMarked
package dev.mayfly.submit.process;

import org.jspecify.annotations.NullMarked;
