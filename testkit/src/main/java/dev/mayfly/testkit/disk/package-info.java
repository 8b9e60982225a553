/** Disks that a test may fill. */
@NullMarked
package dev.mayfly.testkit.disk;

import org.jspecify.annotations.NullMarked;
