package dev.mayfly.submit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/** For an installation without object storage: logs stay where the driver ran. */
public final class LocalStore implements ObjectStore {

  @Override
  public String put(String key, Path file) {
    return file.toUri().toString();
  }

  @Override
  public void putPassing(String key, byte[] content) {}

  @Override
  public void fetch(String uri, Path target) throws IOException {
    throw new FileNotFoundException(
        uri + " cannot be read: this submitter has no object storage (mayfly.storage.bucket)");
  }

  @Override
  public Listing list(String prefix) {
    return new Listing(0, 0);
  }
}
