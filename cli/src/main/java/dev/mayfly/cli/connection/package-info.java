/** Where the installation is: its broker and its object storage. */
@NullMarked
package dev.mayfly.cli.connection;

import org.jspecify.annotations.NullMarked;
