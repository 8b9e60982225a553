/**
 * What one machine needs to run everything for real: a Kafka broker in a JVM of its own, because a
 * broker halts its JVM when its disk fails, and an S3 server inside the calling JVM. Both listen on
 * the loopback address only and keep their data in plain folders.
 *
 * <p>S3Proxy and the Jetty inside it log through SLF4J; level {@code WARN} for {@code org.gaul}
 * keeps them quiet.
 */
@NullMarked
package dev.mayfly.embedded;

import org.jspecify.annotations.NullMarked;
