/** The port behind which drivers live. */
@NullMarked
package dev.mayfly.submit.host;

import org.jspecify.annotations.NullMarked;
