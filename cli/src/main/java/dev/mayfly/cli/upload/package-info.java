/** Local files that a job names, put where its cluster can read them. */
@NullMarked
package dev.mayfly.cli.upload;

import org.jspecify.annotations.NullMarked;
