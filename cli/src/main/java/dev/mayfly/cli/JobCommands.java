package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.JobDeployed;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be done to jobs that are deployed. */
final class JobCommands {
  private JobCommands() {}

  @Command(name = "jobs", description = "Lists what is deployed.")
  static final class Jobs implements Callable<Integer> {
    @Option(names = "--json", description = "Prints JSON, an object by the jobs' names.")
    private boolean json;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() throws IOException {
      Map<String, JobDeployed> jobs = deployed(connection).all();
      if (json) {
        System.out.println(Json.text(jobs));
      } else if (jobs.isEmpty()) {
        System.out.println("nothing is deployed; `mayfly deploy SPEC` does it");
      } else {
        jobs.forEach((name, job) -> System.out.println(line(name, job)));
      }
      return 0;
    }

    private static String line(String name, JobDeployed job) {
      String when =
          job.spec().has("schedule")
              ? "schedule " + job.spec().get("schedule")
              : job.spec().has("trigger") ? "trigger " + job.spec().get("trigger") : "on request";
      String environment = job.environment() == null ? "" : "  (" + job.environment() + ")";
      return name + environment + "  " + when + (job.firesNothing() ? "  PAUSED" : "");
    }
  }

  @Command(name = "undeploy", description = "Takes a job back; its runs that live go on.")
  static final class Undeploy extends OfOne {
    @Override
    void change(String name, JobDeployed job) throws IOException {
      deployed(connection).undeploy(name);
      System.out.println("undeployed " + name + "; runs that it has go on");
    }
  }

  @Command(name = "pause", description = "Keeps a job's schedule from firing; it can still be run.")
  static final class Pause extends OfOne {
    @Override
    void change(String name, JobDeployed job) throws IOException {
      setPaused(name, job, true);
      System.out.println("paused " + name + "; `mayfly resume " + name + "` ends that");
    }
  }

  @Command(name = "resume", description = "Lets a paused job's schedule fire again, from now on.")
  static final class Resume extends OfOne {
    @Override
    void change(String name, JobDeployed job) throws IOException {
      setPaused(name, job, false);
      System.out.println("resumed " + name);
    }
  }

  /** Of a job that has to be deployed. */
  abstract static class OfOne implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", description = "The job's name.")
    private String job = "";

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    abstract void change(String name, JobDeployed deployed) throws IOException;

    @Override
    public Integer call() throws IOException {
      JobDeployed found = deployed(connection).all().get(job);
      if (found == null) {
        return unknown(job);
      }
      change(job, found);
      return 0;
    }

    void setPaused(String name, JobDeployed job, boolean paused) throws IOException {
      var changed =
          new JobDeployed(
              job.spec(), job.environment(), paused, System.getProperty("user.name"), job.source());
      deployed(connection).deploy(name, changed, Clock.systemUTC().instant());
    }
  }

  static int unknown(String job) {
    System.err.println("no job " + job + " is deployed; `mayfly jobs` lists those that are");
    return ExitCodes.REJECTED;
  }

  private static DeployedJobs deployed(ConnectionOptions connection) throws IOException {
    return new DeployedJobs(connection.bootstrapServers(), connection.topics());
  }
}
