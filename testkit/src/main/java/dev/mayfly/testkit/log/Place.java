package dev.mayfly.testkit.log;

/** One partition of a topic. */
public record Place(String topic, int partition) {}
