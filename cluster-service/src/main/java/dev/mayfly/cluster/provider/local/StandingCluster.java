package dev.mayfly.cluster.provider.local;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.job.ExistingClusters;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A Spark standalone cluster with a fixed address on this machine. Whoever has started it may stop
 * it: one that was found running stays running.
 *
 * @param master as {@code spark://127.0.0.1:7077}
 * @param webUi of the master, as {@code http://127.0.0.1:8080}
 */
public record StandingCluster(URI master, URI webUi, ExistingCluster size) {

  /**
   * @param configured the fields of {@link ExistingCluster}, {@code master} and {@code web-ui}
   * @param path of the setting, for faults
   */
  public static StandingCluster configured(
      Map<String, String> configured, String path, List<Fault> faults) {
    return new StandingCluster(
        address(configured, path, "master", "spark://127.0.0.1:7077", faults),
        address(configured, path, "web-ui", "http://127.0.0.1:8080", faults),
        ExistingClusters.configured(Json.tree(configured), path, faults));
  }

  LocalProvider.MasterAddress address() {
    return new LocalProvider.MasterAddress(master.getHost(), master.getPort(), webUi.getPort());
  }

  private static URI address(
      Map<String, String> configured,
      String path,
      String name,
      String example,
      List<Fault> faults) {
    String text = configured.get(name);
    URI alike = URI.create(example);
    try {
      URI address = URI.create(text == null ? "" : text);
      if (alike.getScheme().equals(address.getScheme())
          && address.getHost() != null
          && address.getPort() > 0) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    faults.add(new Fault(path + "." + name, text, "an address as " + example));
    return alike;
  }
}
