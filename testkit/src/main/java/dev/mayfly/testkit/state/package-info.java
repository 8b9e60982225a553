/** What decisions keep, from one version to the next. */
@NullMarked
package dev.mayfly.testkit.state;

import org.jspecify.annotations.NullMarked;
