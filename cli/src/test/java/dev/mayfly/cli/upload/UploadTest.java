package dev.mayfly.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.Credentials;
import dev.mayfly.cli.connection.LogReader;
import dev.mayfly.cli.connection.Storage;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.embedded.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
  private static final String HELLO_SHA256 =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @TempDir Path folder;

  @Test
  void localFilesBecomeAddressesByTheHashOfTheirContent() throws IOException {
    Files.writeString(folder.resolve("job.py"), "hello\n");
    Files.writeString(folder.resolve("env.zip"), "hello\n");
    var plan =
        plan(
            """
            name: x
            steps:
              - name: one
                application: job.py
                pyFiles: [s3a://jobs/lib.zip, ./job.py]
                archives: env.zip#venv
                args: [job.py]
            environments: {dev: {steps: [{name: one, application: job.py}]}}
            """);
    String job = "s3a://b/uploads/" + HELLO_SHA256 + "/job.py";

    assertThat(plan.faults()).isEmpty();
    assertThat(plan.uploads())
        .extracting(Upload::key)
        .containsExactly(
            "uploads/" + HELLO_SHA256 + "/job.py", "uploads/" + HELLO_SHA256 + "/env.zip");
    assertThat(plan.spec())
        .isEqualTo(
            SpecText.read(
                """
                name: x
                steps:
                  - name: one
                    application: JOB
                    pyFiles: [s3a://jobs/lib.zip, JOB]
                    archives: s3a://b/uploads/HASH/env.zip#venv
                    args: [job.py]
                environments: {dev: {steps: [{name: one, application: JOB}]}}
                """
                    .replace("JOB", job)
                    .replace("HASH", HELLO_SHA256)));
  }

  @Test
  void everyMissingFileIsAFaultWithItsPath() throws IOException {
    var plan = plan("steps: [{application: a.jar, jars: [b.jar, 's3a://x/c.jar']}]");

    assertThat(plan.faults())
        .extracting(f -> f.path())
        .containsExactly("steps[0].application", "steps[0].jars[0]");
    assertThat(plan.faults().get(0).expected()).isEqualTo("a file: " + folder.resolve("a.jar"));
  }

  @Test
  void addressesAndTemplatesStayAsTheyAre() throws IOException {
    String spec =
        "steps: [{application: 'https://x/y.jar', files: ['local:/etc/x', '{{ params.file }}',"
            + " 's3://b/k']}]";

    assertThat(plan(spec).spec()).isEqualTo(SpecText.read(spec));
    assertThat(plan(spec).uploads()).isEmpty();
  }

  @Test
  void aFileIsSentOnceAndReadBackAsItWas() throws IOException {
    Path file = folder.resolve("data.bin");
    byte[] content = new byte[300_000];
    new java.util.Random(7).nextBytes(content);
    Files.write(file, content);
    try (S3Server server = S3Server.start(folder.resolve("s3"), 0, "key", "secret")) {
      server.createBucket("jobs");
      Storage storage = storage(server.endpoint(), new Credentials("key", "secret"));
      try (var bucket = new Bucket(storage)) {
        assertThat(bucket.putIfMissing(file, "uploads/1/data.bin")).isTrue();
        assertThat(bucket.putIfMissing(file, "uploads/1/data.bin")).isFalse();
        assertThat(bucket.list("uploads/")).containsOnlyKeys("uploads/1/data.bin");
      }
      var out = new ByteArrayOutputStream();
      new LogReader(storage).copy("s3a://jobs/uploads/1/data.bin", true, out);

      assertThat(out.toByteArray()).isEqualTo(content);
      out.reset();
      new LogReader(storage).copy("s3a://jobs/uploads/1/", true, out);
      assertThat(out.toByteArray()).isEqualTo(content);
      out.reset();
      new LogReader(storage).copy(file.toUri().toString(), true, out);
      assertThat(out.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void aRefusedKeyIsToldWithTheObjectAndTheEndpoint() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("s3"), 0, "key", "secret")) {
      server.createBucket("jobs");
      Storage storage = storage(server.endpoint(), new Credentials("key", "wrong"));
      try (var bucket = new Bucket(storage)) {
        assertThatThrownBy(() -> bucket.putIfMissing(folder.resolve("credentials.json"), "k"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("s3a://jobs/k at " + server.endpoint());
      }
    }
  }

  @Test
  void onlyTheOwnerMayReadTheKeys() throws IOException {
    Path file = folder.resolve("credentials.json");
    var credentials = new Credentials("key", "secret");
    credentials.write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Credentials.read(file)).isEqualTo(credentials);
    assertThat(credentials.toString()).doesNotContain("secret");
    assertThat(Json.text(credentials)).contains("secret");
  }

  private Storage storage(URI endpoint, Credentials credentials) throws IOException {
    Path file = folder.resolve("credentials.json");
    credentials.write(file);
    return new Storage(endpoint, "jobs", "us-east-1", file);
  }

  private LocalFiles.Plan plan(String spec) throws IOException {
    return LocalFiles.plan(SpecText.read(spec), folder, "b");
  }
}
