package dev.mayfly.engine.kafka;

/**
 * Where a topic differs from the catalogue.
 *
 * @param mend the command that puts it right
 */
public record TopicProblem(String topic, String what, String mend) {}
