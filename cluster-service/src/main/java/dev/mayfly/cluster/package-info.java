/** The life of clusters: lit for an attempt, leased to a submitter, put out whatever happened. */
@NullMarked
package dev.mayfly.cluster;

import org.jspecify.annotations.NullMarked;
