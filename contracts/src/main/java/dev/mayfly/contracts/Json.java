package dev.mayfly.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The one JSON dialect of Mayfly: ISO-8601 times and durations, absent rather than null, unknown
 * fields ignored so that payloads can evolve by adding. Numbers in free trees keep their digits: a
 * version written {@code 3.10} stays one.
 */
public final class Json {
  /** Nesting deeper than this is refused by the parser: no event or spec comes near it. */
  static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_EMPTY))
          .withConfigOverride(
              String.class,
              o ->
                  o.setInclude(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL)))
          .annotationIntrospector(
              AnnotationIntrospector.pair(
                  new JacksonAnnotationIntrospector(), new RequiredFields()))
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  private Json() {}

  public static JsonMapper mapper() {
    return MAPPER;
  }

  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * @throws JacksonException when the bytes are not JSON of that type
   */
  public static <T> T read(byte[] json, Class<T> type) {
    return refusing(() -> MAPPER.readValue(json, type));
  }

  /**
   * @throws JacksonException when the text is not JSON of that type
   */
  public static <T> T read(String json, Class<T> type) {
    return refusing(() -> MAPPER.readValue(json, type));
  }

  /**
   * @throws JacksonException when it is not
   */
  public static JsonNode parse(String json) {
    return refusing(() -> MAPPER.readTree(json));
  }

  /**
   * Jackson lets a number with an exponent beyond an {@code int} through as the exception of {@code
   * BigDecimal}; it is refused like everything else that is no value.
   */
  public static <T> T refusing(Supplier<T> read) {
    try {
      return read.get();
    } catch (NumberFormatException | ArithmeticException e) {
      throw new StreamConstraintsException("a number has an exponent beyond all limits");
    }
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * SHA-256, in hex, of the node with the keys of every object sorted: equal for payloads that
   * differ only in white space or in the order of keys.
   */
  public static String canonicalHash(JsonNode node) {
    return sha256(text(sorted(node)));
  }

  public static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new java.io.IOException("this JVM lacks SHA-256", e));
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var fields = new TreeMap<String, JsonNode>();
      node.properties().forEach(f -> fields.put(f.getKey(), sorted(f.getValue())));
      var object = JsonNodeFactory.instance.objectNode();
      fields.forEach(object::set);
      return object;
    }
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(n -> array.add(sorted(n)));
      return array;
    }
    return node;
  }
}
