package dev.mayfly.notifier.channel;

import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each message as one line of JSON to the service's log. */
final class LogChannel implements Channel {
  private static final Logger log = LoggerFactory.getLogger("dev.mayfly.notifications");

  @Override
  public Result deliver(Message message, String idempotencyKey, boolean possiblyRepeated) {
    log.info("{}", line(message, possiblyRepeated));
    return new Result.Sent("written");
  }

  static String line(Message message, boolean possiblyRepeated) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("title", message.title());
    line.put("tone", message.tone().name());
    if (message.cause() != null) {
      line.put("cause", message.cause());
    }
    message.facts().forEach(f -> line.put(f.label(), f.text()));
    if (possiblyRepeated) {
      line.put("possiblyRepeated", true);
    }
    return Json.text(line);
  }
}
