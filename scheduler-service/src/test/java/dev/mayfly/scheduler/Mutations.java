package dev.mayfly.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes bad input out of good. All of it follows from the given chance, so it can be had again. */
record Mutations(Random chance) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "'",
          "\\",
          "\\u",
          "\\ud800",
          "null",
          "NaN",
          "1e999999999",
          "-",
          "--- ",
          "&a ",
          "*a",
          "!!java.net.URL ",
          "<<: ",
          "? ",
          "| ",
          "\t",
          "\n",
          "\r",
          "\u0000",
          "\u202e",
          "\ufeff",
          "\u2028",
          "{{",
          "}}",
          "{{ params.day }}",
          "${secret:",
          "../",
          "%2e%2e/");

  private static final List<JsonNode> VALUES =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.numberNode(-1),
          NODES.numberNode(0),
          NODES.numberNode(Long.MIN_VALUE),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(new BigDecimal("1e999999999")),
          NODES.numberNode(new BigDecimal("1e-999999999")),
          NODES.numberNode(new BigDecimal("1.5")),
          NODES.numberNode(new BigDecimal("9".repeat(900))),
          NODES.stringNode(""),
          NODES.stringNode(" ".repeat(20_000) + "x"),
          NODES.stringNode("{{ ".repeat(5_000)),
          NODES.stringNode("${secret:".repeat(2_000)),
          NODES.stringNode("1s".repeat(5_000)),
          NODES.stringNode("a.".repeat(10_000)),
          NODES.stringNode("a\u0000b\n\u202e\ud83d\udc26"),
          NODES.stringNode("\ud800"),
          NODES.stringNode("-999999999-01-01T00:00:00Z"),
          NODES.stringNode("PT9223372036854775807S"),
          NODES.stringNode("99999999999999999999"),
          NODES.stringNode("999999999d"),
          NODES.stringNode("1000000000t"),
          NODES.stringNode("s3a://a/%2e%2e/../b#/c"),
          NODES.arrayNode(),
          NODES.arrayNode().add(NODES.nullNode()).add(1).add(NODES.objectNode()),
          NODES.objectNode(),
          NODES.objectNode().put("", "").put("\u0000", "{{ run.id }}"));

  /** One to eight changes to the bytes. */
  byte[] bytes(byte[] sample) {
    byte[] bytes = sample.clone();
    for (int left = 1 + chance.nextInt(8); left > 0; left--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  /** One to four changes to what the JSON says; the bytes are JSON still. */
  byte[] json(JsonNode sample) {
    JsonNode tree = sample.deepCopy();
    for (int left = 1 + chance.nextInt(4); left > 0; left--) {
      tree = changed(tree);
    }
    return Json.bytes(tree);
  }

  byte[] random(int most) {
    byte[] bytes = new byte[chance.nextInt(most)];
    chance.nextBytes(bytes);
    return bytes;
  }

  <T> T one(List<T> list) {
    return list.get(chance.nextInt(list.size()));
  }

  private JsonNode value() {
    return one(VALUES).deepCopy();
  }

  private byte[] changed(byte[] bytes) {
    int from = chance.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + chance.nextInt(40));
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    switch (chance.nextInt(6)) {
      case 0 -> out.writeBytes(one(TOKENS).getBytes(UTF_8));
      case 1 -> out.writeBytes(one(TOKENS).repeat(1 + chance.nextInt(300)).getBytes(UTF_8));
      case 2 -> out.writeBytes(random(8));
      case 3 -> out.write(bytes, from, to - from);
      case 4 -> {
        if (chance.nextInt(4) == 0) {
          return out.toByteArray();
        }
      }
      default -> from = to;
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  private JsonNode changed(JsonNode node) {
    if (node instanceof ObjectNode object && !object.isEmpty() && chance.nextInt(8) > 0) {
      String name = one(List.copyOf(object.propertyNames()));
      switch (chance.nextInt(10)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(name + one(TOKENS).replace("\ud800", ""), value());
        default -> object.set(name, changed(object.get(name)));
      }
      return object;
    }
    if (node instanceof ArrayNode array && !array.isEmpty() && chance.nextInt(8) > 0) {
      int at = chance.nextInt(array.size());
      switch (chance.nextInt(8)) {
        case 0 -> array.remove(at);
        case 1 -> {
          for (int left = chance.nextInt(200); left > 0; left--) {
            array.add(array.get(at).deepCopy());
          }
        }
        default -> array.set(at, changed(array.get(at)));
      }
      return array;
    }
    return chance.nextInt(10) == 0 ? nested(node) : value();
  }

  private JsonNode nested(JsonNode node) {
    JsonNode nested = node;
    for (int left = chance.nextInt(80); left > 0; left--) {
      nested =
          chance.nextBoolean()
              ? NODES.arrayNode().add(nested)
              : NODES.objectNode().set("a", nested);
    }
    return nested;
  }
}
