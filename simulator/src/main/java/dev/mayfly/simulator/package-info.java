/**
 * The real decisions of all services, the real interpreter and the real submitter loop over the
 * fake log, in virtual time. One seed decides everything that can happen.
 */
@NullMarked
package dev.mayfly.simulator;

import org.jspecify.annotations.NullMarked;
