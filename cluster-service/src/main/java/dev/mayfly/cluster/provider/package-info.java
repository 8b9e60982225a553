/** The port behind which every kind of cluster lives. */
@NullMarked
package dev.mayfly.cluster.provider;

import org.jspecify.annotations.NullMarked;
