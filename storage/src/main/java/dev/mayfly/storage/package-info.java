/** An installation's object storage. */
@NullMarked
package dev.mayfly.storage;

import org.jspecify.annotations.NullMarked;
