/** The topic catalogue: names, partitions, retention, writers. */
@NullMarked
package dev.mayfly.contracts.topic;

import org.jspecify.annotations.NullMarked;
