package dev.mayfly.contracts.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The CloudEvents {@code type} of each event: {@code dev.mayfly.} and the record's name. */
public final class EventTypes {
  public static final String PREFIX = "dev.mayfly.";

  private static final Map<String, Class<? extends Event>> BY_TYPE = new LinkedHashMap<>();

  static {
    collect(Event.class);
  }

  private EventTypes() {}

  public static String of(Class<?> payload) {
    return PREFIX + payload.getSimpleName();
  }

  /**
   * @param type with or without the prefix
   * @return empty for a type that this version does not know
   */
  public static Optional<Class<? extends Event>> classOf(String type) {
    return Optional.ofNullable(BY_TYPE.get(type.startsWith(PREFIX) ? type : PREFIX + type));
  }

  public static Stream<Class<? extends Event>> all() {
    return BY_TYPE.values().stream();
  }

  private static void collect(Class<? extends Event> type) {
    if (type.isRecord()) {
      BY_TYPE.put(of(type), type);
      return;
    }
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      collect(permitted.asSubclass(Event.class));
    }
  }
}
