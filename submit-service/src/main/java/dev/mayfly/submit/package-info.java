/** Brings the drivers that run in line with what this submitter is assigned, and reports. */
@NullMarked
package dev.mayfly.submit;

import org.jspecify.annotations.NullMarked;
