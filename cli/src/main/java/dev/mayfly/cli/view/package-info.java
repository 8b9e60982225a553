/** What the events say about runs: pure functions of events, shared by every command. */
@NullMarked
package dev.mayfly.cli.view;

import org.jspecify.annotations.NullMarked;
