package dev.mayfly.cli.upload;

import dev.mayfly.contracts.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the local files that a spec names (those without a scheme, relative to the spec's folder)
 * and replaces each by the address that it will have in the bucket. Sends nothing.
 */
public final class LocalFiles {
  private static final List<String> LISTS = List.of("jars", "pyFiles", "files", "archives");
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final Path folder;
  private final String bucket;
  private final List<Upload> uploads = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  private LocalFiles(Path folder, String bucket) {
    this.folder = folder;
    this.bucket = bucket;
  }

  /**
   * @param spec with addresses in place of local paths
   * @param faults local files that cannot be read
   */
  public record Plan(JsonNode spec, List<Upload> uploads, List<Fault> faults) {
    public Plan {
      uploads = List.copyOf(uploads);
      faults = List.copyOf(faults);
    }
  }

  /**
   * @throws IOException when a file that is there cannot be read
   */
  public static Plan plan(JsonNode spec, Path folder, String bucket) throws IOException {
    var files = new LocalFiles(folder, bucket);
    JsonNode copy = spec.deepCopy();
    files.steps(copy, "");
    JsonNode environments = copy.path("environments");
    if (environments.isObject()) {
      for (var environment : environments.properties()) {
        files.steps(environment.getValue(), "environments." + environment.getKey() + ".");
      }
    }
    return new Plan(copy, files.uploads.stream().distinct().toList(), files.faults);
  }

  private void steps(JsonNode job, String prefix) throws IOException {
    JsonNode steps = job.path("steps");
    for (int i = 0; steps.isArray() && i < steps.size(); i++) {
      if (steps.get(i) instanceof ObjectNode step) {
        String path = prefix + "steps[" + i + "].";
        JsonNode application = step.get("application");
        if (application != null && application.isString()) {
          step.put("application", address(application.asString(), path + "application"));
        }
        for (String list : LISTS) {
          if (step.has(list)) {
            step.set(list, addresses(step.get(list), path + list));
          }
        }
      }
    }
  }

  /** A list, or one text in its place. */
  private JsonNode addresses(JsonNode node, String path) throws IOException {
    if (node.isString()) {
      return JsonNodeFactory.instance.stringNode(address(node.asString(), path));
    }
    if (!node.isArray()) {
      return node;
    }
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < node.size(); i++) {
      JsonNode item = node.get(i);
      if (item.isString()) {
        result.add(address(item.asString(), path + "[" + i + "]"));
      } else {
        result.add(item);
      }
    }
    return result;
  }

  private String address(String value, String path) throws IOException {
    if (value.isEmpty() || ADDRESS.matcher(value).matches() || value.contains("{{")) {
      return value;
    }
    // Spark gives a file or archive another name with what follows the #.
    int alias = value.indexOf('#');
    String name = alias < 0 ? value : value.substring(0, alias);
    Path file = file(name);
    if (file == null || !Files.isRegularFile(file)) {
      faults.add(new Fault(path, value, "a file: " + (file == null ? name : file)));
      return file == null ? "file:/" : "file:" + file; // said once, not again by the reader
    }
    String key = "uploads/" + sha256(file) + "/" + file.getFileName();
    uploads.add(new Upload(file, key));
    return "s3a://" + bucket + "/" + key + (alias < 0 ? "" : value.substring(alias));
  }

  private @Nullable Path file(String name) {
    try {
      return folder.resolve(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM lacks SHA-256", e);
    }
  }
}
