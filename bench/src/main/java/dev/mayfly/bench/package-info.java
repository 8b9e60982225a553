/** Measurements: ratios against what a user would do instead, and where the time goes. */
@NullMarked
package dev.mayfly.bench;

import org.jspecify.annotations.NullMarked;
