/** Spark standalone clusters as processes on this machine. */
@NullMarked
package dev.mayfly.cluster.provider.local;

import org.jspecify.annotations.NullMarked;
