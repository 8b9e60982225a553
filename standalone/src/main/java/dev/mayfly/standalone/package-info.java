/** Everything on one machine with one command: broker, S3 server, services, Spark. */
@NullMarked
package dev.mayfly.standalone;

import org.jspecify.annotations.NullMarked;
