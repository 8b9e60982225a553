package dev.mayfly.cluster.provider.local;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.cluster.provider.Provider;
import dev.mayfly.cluster.provider.Renewable;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ProfileAnnounced;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spark standalone: a master and its workers as processes on this machine, each in a folder of its
 * own below the cluster's. What exists is what the folders and the process table say; this object
 * remembers nothing.
 */
public final class LocalProvider implements Provider, Renewable, AutoCloseable {
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern MASTER_UI = Pattern.compile("MasterWebUI to .*? at (http://\\S+)");
  private static final MasterAddress ANYWHERE = new MasterAddress("127.0.0.1", 0, 0);
  private static final Duration KILL_AGAIN = Duration.ofSeconds(5);
  private static final String REQUEST = "request.json";

  /** With 0 for any port that is free. */
  record MasterAddress(String host, int port, int webUiPort) {}

  private final LocalProfile profile;
  private final Path clusters;
  private final Duration expiry;
  private final Clock clock;
  private final Path logConf;
  private final MasterPage masters = new MasterPage();
  private final StandingClusters standing;
  private final ExecutorService calls = Executors.newCachedThreadPool(LocalProvider::daemon);
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /**
   * @param dataDir kept for as long as a cluster id could be asked for again
   * @param expiry announced: after how long without renewal a cluster puts itself out
   */
  public LocalProvider(LocalProfile profile, Path dataDir, Duration expiry, Clock clock) {
    this.profile = profile;
    this.clusters = dataDir.resolve("clusters");
    this.expiry = expiry;
    this.clock = clock;
    this.logConf = DaemonLog.write(dataDir);
    this.standing =
        new StandingClusters(
            profile,
            dataDir.resolve("standing").resolve(profile.name()),
            masters,
            this::isLive,
            this::startMaster);
  }

  @Override
  public CompletionStage<Observed> ensure(ClusterRequest request) {
    return async(request.clusterId(), () -> light(request));
  }

  @Override
  public CompletionStage<Observed> renew(ClusterRequest request) {
    return async(
        request.clusterId(),
        () -> {
          daemons(request).forEach(Daemon::renew);
          return look(request.clusterId());
        });
  }

  @Override
  public CompletionStage<Observed> describe(String clusterId) {
    return async(clusterId, () -> look(clusterId));
  }

  @Override
  public CompletionStage<Observed> release(String clusterId) {
    return async(clusterId, () -> putOut(clusterId));
  }

  @Override
  public CompletionStage<List<String>> list() {
    return CompletableFuture.supplyAsync(this::live, calls);
  }

  @Override
  public ProfileAnnounced capabilities() {
    return LocalCapabilities.of(profile, expiry, clock.instant());
  }

  private Observed light(ClusterRequest request) {
    if (Files.exists(released(request.clusterId()))) {
      return look(request.clusterId());
    }
    Path dir = dir(request.clusterId());
    try {
      Files.createDirectories(dir);
      Files.write(dir.resolve(REQUEST), Json.bytes(request));
    } catch (IOException e) {
      return Observed.failed(Failure.Kind.FAILED, "cannot write " + dir + ": " + e);
    }
    if (request.existing() == null) {
      startMaster(request, ANYWHERE);
    }
    return look(request.clusterId());
  }

  private void startMaster(ClusterRequest request, MasterAddress at) {
    new Daemon(dir(request.clusterId()), "master")
        .start(
            profile,
            logConf,
            request.expiry(),
            "org.apache.spark.deploy.master.Master",
            List.of(
                "--host",
                at.host(),
                "--port",
                Integer.toString(at.port()),
                "--webui-port",
                Integer.toString(at.webUiPort())));
  }

  static Observed whenComplete(ClusterRequest request, String master, String webUi, int alive) {
    return alive >= request.workers()
        ? Observed.ready(new ClusterEndpoints(master, webUi))
        : Observed.starting(alive + " of " + request.workers() + " workers registered");
  }

  /**
   * Starts what is still missing once the master listens: a worker that comes earlier waits 10 s
   * before it tries again.
   */
  private void startWorkers(ClusterRequest request, String masterUrl) {
    for (int i = 1; i <= request.workers(); i++) {
      Daemon worker = new Daemon(dir(request.clusterId()), "worker-" + i);
      if (!worker.wasStarted()) {
        worker.start(
            profile,
            logConf,
            request.expiry(),
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                Integer.toString(request.cores()),
                "--memory",
                request.memory().toString(),
                "--work-dir",
                worker.executors().toString(),
                masterUrl));
      }
    }
  }

  private Observed look(String clusterId) {
    ClusterRequest request = request(clusterId);
    if (request == null) {
      return Observed.gone();
    }
    Daemon master = new Daemon(dir(clusterId), "master");
    String existing = request.existing();
    if (existing != null && !master.wasStarted() && !Files.exists(released(clusterId))) {
      return standing.take(request, existing, dir(clusterId));
    }
    if (!master.wasStarted()) {
      return anyRunning(request) ? Observed.stopping("workers without a master") : Observed.gone();
    }
    if (Files.exists(released(clusterId))) {
      return anyRunning(request) ? Observed.stopping("processes are ending") : Observed.gone();
    }
    if (!master.isRunning()) {
      return Observed.failed(Failure.Kind.FAILED, master.epitaph());
    }
    Optional<String> url = master.logged(MASTER_URL);
    Optional<String> page = master.logged(MASTER_UI);
    if (url.isEmpty() || page.isEmpty()) {
      return Observed.starting("the master starts");
    }
    Optional<Observed> elsewhere = standing.elsewhere(existing, url.get());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    startWorkers(request, url.get());
    List<Daemon> dead = daemons(request).stream().filter(d -> !d.isRunning()).toList();
    if (dead.size() >= request.workers()) {
      return Observed.failed(Failure.Kind.FAILED, dead.get(0).epitaph());
    }
    MasterPage.Answer answer = masters.of(page.get());
    return whenComplete(request, url.get(), page.get(), answer.aliveWorkers());
  }

  private Observed putOut(String clusterId) {
    try {
      Files.createDirectories(dir(clusterId));
      boolean due = isDue(released(clusterId));
      if (due) {
        Files.write(released(clusterId), new byte[0]);
      }
      ClusterRequest request = request(clusterId);
      List<Daemon> daemons =
          request == null ? List.of(new Daemon(dir(clusterId), "master")) : daemons(request);
      if (due) {
        daemons.forEach(Daemon::end);
      }
      long running = daemons.stream().filter(Daemon::isRunning).count();
      if (running > 0) {
        return Observed.stopping(running + " processes are ending");
      }
      daemons.forEach(d -> Folders.delete(d.executors()));
      return Observed.gone();
    } catch (IOException e) {
      return Observed.failed(Failure.Kind.TRANSIENT, "cannot mark the release: " + e);
    }
  }

  /** The first time, and again when it has not helped for a while. */
  private boolean isDue(Path released) throws IOException {
    return !Files.exists(released)
        || Files.getLastModifiedTime(released)
            .toInstant()
            .plus(KILL_AGAIN)
            .isBefore(clock.instant());
  }

  private List<String> live() {
    if (!Files.isDirectory(clusters)) {
      return List.of();
    }
    try (Stream<Path> dirs = Files.list(clusters)) {
      return dirs.map(d -> d.getFileName().toString()).filter(this::isLive).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isLive(String clusterId) {
    ClusterRequest request = request(clusterId);
    return request != null && anyRunning(request);
  }

  private boolean anyRunning(ClusterRequest request) {
    return daemons(request).stream().anyMatch(Daemon::isRunning);
  }

  private List<Daemon> daemons(ClusterRequest request) {
    var all = new ArrayList<Daemon>();
    all.add(new Daemon(dir(request.clusterId()), "master"));
    for (int i = 1; i <= request.workers(); i++) {
      all.add(new Daemon(dir(request.clusterId()), "worker-" + i));
    }
    return all;
  }

  private @Nullable ClusterRequest request(String clusterId) {
    Path file = dir(clusterId).resolve(REQUEST);
    try {
      return Files.exists(file) ? Json.read(Files.readAllBytes(file), ClusterRequest.class) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made when its release began: nothing is started for it any more. */
  private Path released(String clusterId) {
    return dir(clusterId).resolve("released");
  }

  private Path dir(String clusterId) {
    return clusters.resolve(clusterId);
  }

  /** One call at a time for each cluster. */
  private CompletionStage<Observed> async(String clusterId, Supplier<Observed> call) {
    Object lock = locks.computeIfAbsent(clusterId, id -> new Object());
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (lock) {
            return call.get();
          }
        },
        calls);
  }

  private static Thread daemon(Runnable r) {
    Thread thread = new Thread(r, "local-provider");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    calls.shutdown();
  }
}
