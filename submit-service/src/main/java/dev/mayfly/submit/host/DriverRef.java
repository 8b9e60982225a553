package dev.mayfly.submit.host;

/** Names one driver: there is at most one for it, ever. */
public record DriverRef(String runId, int attempt, String step) {
  @Override
  public String toString() {
    return runId + "/" + attempt + "/" + step;
  }
}
