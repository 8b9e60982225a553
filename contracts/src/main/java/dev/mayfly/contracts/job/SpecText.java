package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/**
 * A spec's text, YAML or JSON, as a tree. One document of at most 256 KiB, every key once, no YAML
 * aliases: a few of those can blow a small text up to a huge tree.
 */
public final class SpecText {
  /** The longest spec, in bytes of UTF-8. */
  public static final int LARGEST = 256 << 10;

  private static final int MAX_DEPTH = 64;
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(YAMLReadFeature.EMPTY_STRING_AS_NULL)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private SpecText() {}

  /**
   * @throws JacksonException when it is neither, or more than this class allows; the message has
   *     line and column
   */
  public static JsonNode read(String text) {
    if (text.length() > LARGEST || text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      throw new StreamConstraintsException("the spec is longer than 256 KiB, the most it may be");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new StreamConstraintsException("the spec holds half a character (a lone surrogate)");
    }
    return text.stripLeading().startsWith("{") ? jsonOrFlow(text) : yaml(text);
  }

  /** What begins with a brace may also be YAML in its flow style, which is no JSON. */
  private static JsonNode jsonOrFlow(String text) {
    try {
      return Json.parse(text);
    } catch (JacksonException notJson) {
      try {
        return yaml(text);
      } catch (JacksonException notYaml) {
        throw notJson;
      }
    }
  }

  private static JsonNode yaml(String text) {
    refuseAliases(text);
    return Json.refusing(() -> YAML.readTree(wholeCharacters(text)));
  }

  /** SnakeYAML Engine 3.0.1 fails where its buffer ends between the halves of a character. */
  private static Reader wholeCharacters(String text) {
    return new PushbackReader(new StringReader(text)) {
      @Override
      public int read(char[] buffer, int from, int most) throws IOException {
        int read = super.read(buffer, from, most);
        if (read > 1 && Character.isHighSurrogate(buffer[from + read - 1])) {
          unread(buffer[from + read - 1]);
          return read - 1;
        }
        return read;
      }
    };
  }

  private static void refuseAliases(String text) {
    try (JsonParser parser = YAML.createParser(wholeCharacters(text))) {
      while (parser.nextToken() != null) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
          throw new StreamConstraintsException(
              "the YAML alias *"
                  + yaml.getString()
                  + " is not supported; write out what it stands for",
              yaml.currentTokenLocation());
        }
      }
    }
  }
}
