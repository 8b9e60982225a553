package dev.mayfly.submit.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Objects by their address, as Spark writes it ({@code s3a://bucket/key}). */
public interface ObjectStore {

  /**
   * @return where it can be read afterwards
   */
  String put(String key, Path file) throws IOException;

  /**
   * Puts something small; whatever was there before is replaced.
   *
   * @throws IOException when it takes longer than a few seconds
   */
  void putPassing(String key, byte[] content) throws IOException;

  /**
   * @throws java.io.FileNotFoundException when there is no such object
   */
  void fetch(String uri, Path target) throws IOException;

  /** What lies under a prefix. */
  Listing list(String prefix) throws IOException;

  /**
   * Whether it can be reached and may be used; takes a few seconds at most.
   *
   * @throws IOException when not
   */
  default void check() throws IOException {}

  record Listing(long objects, long bytes) {}
}
