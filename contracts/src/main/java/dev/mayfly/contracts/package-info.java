/** What every service, client and tool of Mayfly agrees on. */
@NullMarked
package dev.mayfly.contracts;

import org.jspecify.annotations.NullMarked;
