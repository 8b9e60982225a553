package dev.mayfly.cli.plan;

import dev.mayfly.contracts.event.JobDeployed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a deployment would change, job by job. */
public record DeployPlan(List<Change> changes) {

  public DeployPlan {
    changes = List.copyOf(changes);
  }

  public enum Kind {
    NEW('+'),
    CHANGED('~'),
    SAME('='),
    PRUNED('-');

    private final char sign;

    Kind(char sign) {
      this.sign = sign;
    }

    public char sign() {
      return sign;
    }
  }

  /**
   * @param next what is to be deployed; null when the job is pruned
   * @param fields that differ from what is deployed
   */
  public record Change(
      String job, Kind kind, @Nullable JobDeployed next, List<FieldChange> fields) {
    public Change {
      fields = List.copyOf(fields);
    }
  }

  /**
   * @param deployed what there is
   * @param wanted what is to be, by its name
   * @param pruned the set of which nothing else is to stay; null: nothing is pruned
   */
  public static DeployPlan of(
      Map<String, JobDeployed> deployed,
      SortedMap<String, JobDeployed> wanted,
      @Nullable String pruned) {
    var changes = new ArrayList<Change>();
    wanted.forEach((job, next) -> changes.add(change(job, deployed.get(job), next)));
    if (pruned != null) {
      new TreeMap<>(deployed)
          .forEach(
              (job, before) -> {
                if (pruned.equals(before.source()) && !wanted.containsKey(job)) {
                  changes.add(new Change(job, Kind.PRUNED, null, List.of()));
                }
              });
    }
    return new DeployPlan(changes);
  }

  private static Change change(String job, @Nullable JobDeployed before, JobDeployed next) {
    if (before == null) {
      return new Change(job, Kind.NEW, next, List.of());
    }
    var fields = new ArrayList<>(FieldChange.between(before.spec(), next.spec()));
    if (!Objects.equals(before.environment(), next.environment())) {
      fields.add(FieldChange.of("(environment)", before.environment(), next.environment()));
    }
    if (!Objects.equals(before.source(), next.source())) {
      fields.add(FieldChange.of("(project)", before.source(), next.source()));
    }
    return new Change(job, fields.isEmpty() ? Kind.SAME : Kind.CHANGED, next, fields);
  }

  public List<Change> all(Kind kind) {
    return changes.stream().filter(c -> c.kind() == kind).toList();
  }

  public boolean changesNothing() {
    return changes.stream().allMatch(c -> c.kind() == Kind.SAME);
  }
}
