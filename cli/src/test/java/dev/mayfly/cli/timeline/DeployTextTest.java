package dev.mayfly.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.plan.DeployPlan;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.JobDeployed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeployTextTest {

  @Test
  void aChangeIsCutToItsLine() {
    DeployPlan plan = plan("x".repeat(200), "y".repeat(200));

    assertThat(DeployText.of(plan, new Screen(true, false, Glyphs.UNICODE, 60)))
        .containsExactly(
            "~ birds  changed", "      owner: xxxxxxxxxxxxxxxxxxxx… → yyyyyyyyyyyyyyyyyyyy…");
  }

  @Test
  void aShortValueLeavesItsRoomToTheOther() {
    assertThat(DeployText.of(plan("x", "y".repeat(200)), new Screen(true, false, Glyphs.ASCII, 60)))
        .allMatch(l -> l.length() < 60 && l.chars().allMatch(c -> c < 128))
        .anyMatch(l -> l.contains("owner: x -> " + "y".repeat(30)));
  }

  @Test
  void anotherEnvironmentAndAnotherProjectAreChangesToo() {
    var spec = Json.parse("{\"name\": \"birds\"}");
    var wanted = new TreeMap<>(Map.of("birds", new JobDeployed(spec, "prod", null, "ann", "owls")));
    var deployed = Map.of("birds", new JobDeployed(spec, null, null, "ann", "larks"));

    assertThat(DeployText.of(DeployPlan.of(deployed, wanted, null), Screen.plain()))
        .isEqualTo(
            List.of(
                "~ birds  changed",
                "      (environment): (none) → prod",
                "      (project): larks → owls"));
  }

  private static DeployPlan plan(String before, String after) {
    return DeployPlan.of(
        Map.of("birds", job(before)), new TreeMap<>(Map.of("birds", job(after))), null);
  }

  private static JobDeployed job(String owner) {
    return new JobDeployed(Json.tree(Map.of("owner", owner)), null, null, "ann");
  }
}
