package dev.mayfly.standalone;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What somebody who has started an installation needs to know. */
final class Welcome {
  /** Runs as it is: what it names is in the bucket. */
  static final String REQUEST =
      "{\"runId\": \"my-run-1\", \"spec\": {\"name\": \"hello\", \"steps\": [{\"name\": \"s\","
          + " \"application\": \"s3a://mayfly/examples/mayfly-examples.jar\", \"mainClass\":"
          + " \"dev.mayfly.examples.BirdStrikes\", \"args\": [\"--input\","
          + " \"s3a://mayfly/examples/birdstrikes.csv\", \"--output\","
          + " \"s3a://mayfly/results/my-run-1\"]}]}}";

  private Welcome() {}

  static List<String> of(Layout layout, Installation installation) {
    String servers = installation.bootstrapServers();
    String requests = installation.topics().requests();
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("  Kafka     " + servers + "    requests go to the topic " + requests);
    lines.add(
        "  S3        "
            + installation.storage().endpoint()
            + "    bucket "
            + Installation.BUCKET
            + ", keys in "
            + layout.credentials());
    lines.add("  logs      " + layout.logs());
    installation
        .healthPorts()
        .forEach(
            (service, port) ->
                lines.add("  health    http://127.0.0.1:" + port + "/health    " + service));
    lines.add(
        "  Python    "
            + (Files.exists(layout.python())
                ? layout.python()
                : "none; `./mayfly python` makes an environment for PySpark jobs"));
    lines.add("");
    lines.add("Ask for a run, in any of these ways:");
    lines.add("");
    lines.add("  ./mayfly run examples/birds/job.yaml --watch");
    lines.add("");
    lines.add("  echo '" + REQUEST + "' |");
    lines.add(
        "    kafka-console-producer.sh --bootstrap-server " + servers + " --topic " + requests);
    lines.add("");
    lines.add(
        "  python3 -c \"import json; from kafka import KafkaProducer; p ="
            + " KafkaProducer(bootstrap_servers='"
            + servers
            + "'); p.send('"
            + requests
            + "', json.dumps({'spec': json.load(open('job.json'))}).encode()); p.flush()\"");
    lines.add("");
    lines.add("Ctrl-C stops it.");
    return lines;
  }
}
