package dev.mayfly.engine.kafka;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Kafka's headers as text. Whatever a writer put there can be read: bytes that are not UTF-8 become
 * replacement characters, an absent value the empty text, and of a repeated header the last counts.
 */
public final class HeaderText {
  private HeaderText() {}

  public static Map<String, String> read(Headers headers) {
    var texts = new LinkedHashMap<String, String>();
    for (Header header : headers) {
      byte[] value = header.value();
      texts.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return texts;
  }

  public static Headers write(Map<String, String> texts) {
    var headers = new RecordHeaders();
    texts.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }
}
