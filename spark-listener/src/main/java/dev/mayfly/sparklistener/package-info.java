/** Runs inside the Spark driver, and says what it sees in a small file. */
package dev.mayfly.sparklistener;
