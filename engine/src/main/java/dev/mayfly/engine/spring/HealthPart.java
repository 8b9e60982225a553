package dev.mayfly.engine.spring;

/**
 * Something that a service needs and that can be down; a bean of the service. It is asked whenever
 * somebody asks for the service's health.
 *
 * @param name as {@code broker}
 */
public record HealthPart(String name, Check check) {

  /** One that takes longer than five seconds is down; it is not asked again until it has ended. */
  @FunctionalInterface
  public interface Check {
    /**
     * @throws Exception when the part is down; its message says why, and holds no secret
     */
    void check() throws Exception;
  }
}
