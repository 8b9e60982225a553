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

  String prefix() {
    return name + "/";
  }

  String key(String id) {
    return name + "/" + id;
  }
}
