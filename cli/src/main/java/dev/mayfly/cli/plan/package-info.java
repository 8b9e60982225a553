/** What would be done, before anything of it is: pure functions, shown by the commands. */
@NullMarked
package dev.mayfly.cli.plan;

import org.jspecify.annotations.NullMarked;
