/** Jobs to start from: each is what its author would write, and knows nothing of Mayfly. */
package dev.mayfly.examples;
