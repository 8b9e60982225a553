package dev.mayfly.scheduler.worker;

import java.io.IOException;

/** Whether an object is there. */
@FunctionalInterface
public interface ObjectLook {

  /**
   * Takes a few seconds at most.
   *
   * @param object as {@code s3a://bucket/key}
   * @throws IOException when nobody can say; its message says why, and holds no secret
   */
  boolean isThere(String object) throws IOException;
}
