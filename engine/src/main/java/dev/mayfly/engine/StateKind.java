package dev.mayfly.engine;

/**
 * One kind of entity in a decision's state.
 *
 * @param name unique within the decision, without a slash
 */
public record StateKind<T>(String name, Class<T> type) {
  public StateKind {
    if (name.isEmpty() || name.contains("/") || name.startsWith("engine")) {
      throw new IllegalArgumentException("not a name for a kind of state: '" + name + "'");
    }
  }

  /**
   * One whose entities are asked for in the order of their ids, by {@link Turn#first}. So its keys
   * are held in memory.
   */
  public static <T> StateKind<T> inOrder(String name, Class<T> type) {
    return new StateKind<>(StateStore.IN_ORDER + name, type);
  }

  String prefix() {
    return name + "/";
  }

  String key(String id) {
    return name + "/" + id;
  }
}
