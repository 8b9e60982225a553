package dev.mayfly.testkit.log;

/** A sequencer's position on a topic on which a promise stands is missing or out of range. */
public final class LostOffsetsException extends RuntimeException {
  public LostOffsetsException(String group, Place place) {
    super("the group " + group + " has no valid offset on " + place);
  }
}
