/**
 * Runs a pure decision behind a small port: what it decides is committed together or not at all.
 */
@NullMarked
package dev.mayfly.engine;

import org.jspecify.annotations.NullMarked;
