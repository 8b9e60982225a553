package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.cluster.provider.local.LocalProfile;
import dev.mayfly.cluster.provider.local.StandingCluster;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ProfilesConfigTest {
  private static final String TEAM = "mayfly.profiles.local.existing.team.";

  private final Map<String, Object> properties =
      new java.util.HashMap<>(
          Map.of(
              "mayfly.profiles.local.provider",
              "local",
              "mayfly.profiles.local.spark-home",
              "/opt/spark",
              TEAM + "master",
              "spark://127.0.0.1:7077",
              TEAM + "web-ui",
              "http://127.0.0.1:8080",
              TEAM + "workers",
              "2",
              TEAM + "cores",
              "2",
              TEAM + "memory",
              "2g",
              TEAM + "idle",
              "30s"));

  @Test
  void aStandingClusterHasItsAddressAndItsSize() {
    assertThat(read().existing())
        .isEqualTo(
            Map.of(
                "team",
                new StandingCluster(
                    URI.create("spark://127.0.0.1:7077"),
                    URI.create("http://127.0.0.1:8080"),
                    new ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofSeconds(30)))));
  }

  @Test
  void whatIsWrongWithItIsToldAtOnceAndWhere() {
    properties.put(TEAM + "master", "127.0.0.1:7077");
    properties.remove(TEAM + "web-ui");
    properties.put(TEAM + "cores", "none");
    assertThatThrownBy(this::read)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            TEAM
                + "master: '127.0.0.1:7077' is not an address as spark://127.0.0.1:7077; "
                + TEAM
                + "web-ui: missing; expected an address as http://127.0.0.1:8080; "
                + TEAM
                + "cores: 'none' is not a whole number from 1 to 256");
  }

  private LocalProfile read() {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return ProfilesConfig.read(environment).get("local").asLocal("local");
  }
}
