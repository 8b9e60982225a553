import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Uses what a short job uses, in every role of a standalone cluster, so that a JVM which archives its classes when it ends has
 * them all: the submission, a master, a worker and a driver (a local cluster), an executor (a local master), S3A.
 */
public class Training {
  private static final String ROWS = "state,day,strikes\nTexas,2021-03-04,3\nUtah,2021-03-05,4\nTexas,2021-04-01,5\n";

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    HttpServer objects = objects();
    var executors = Executors.newCachedThreadPool();
    objects.setExecutor(executors);
    objects.start();
    for (String master : List.of("local-cluster[1,1,1024]", "local[2]")) {
      job(session(master, folder, "http://127.0.0.1:" + objects.getAddress().getPort()), folder);
    }
    for (String name : List.of(
        "org.apache.spark.deploy.master.MasterArguments",
        "org.apache.spark.deploy.worker.WorkerArguments",
        "org.apache.spark.executor.CoarseGrainedExecutorBackend$",
        "org.apache.spark.deploy.PythonRunner$",
        "org.apache.spark.api.python.PythonWorkerFactory",
        "org.apache.spark.sql.execution.python.BatchEvalPythonExec")) {
      Class.forName(name);
    }
    objects.stop(0);
    executors.shutdown();
    // Spark leaves threads that would keep this JVM.
    System.exit(0);
  }

  private static SparkSession session(String master, Path folder, String s3) {
    return SparkSession.builder()
        .appName("training")
        .master(master)
        .config("spark.ui.port", "0")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.eventLog.enabled", "true")
        .config("spark.eventLog.dir", folder.toUri().toString())
        .config("spark.local.dir", folder.toString())
        .config("spark.hadoop.fs.s3a.endpoint", s3)
        .config("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
        .config("spark.hadoop.fs.s3a.path.style.access", "true")
        .config("spark.hadoop.fs.s3a.connection.ssl.enabled", "false")
        .config("spark.hadoop.fs.s3a.access.key", "none")
        .config("spark.hadoop.fs.s3a.secret.key", "none")
        .config("spark.hadoop.fs.s3a.attempts.maximum", "1")
        .getOrCreate();
  }

  private static void job(SparkSession spark, Path folder) throws IOException {
    Path csv = folder.resolve("rows.csv");
    Files.writeString(csv, ROWS);
    Dataset<Row> rows =
        spark.read().option("header", true).option("inferSchema", true).csv(csv.toUri().toString());
    Dataset<Row> sums =
        rows.where("strikes > 0")
            .withColumn("month", functions.date_trunc("month", functions.col("day")))
            .groupBy("state")
            .agg(functions.sum("strikes").as("strikes"), functions.max("month").as("last"));
    String out = folder.resolve("out").toUri().toString();
    sums.coalesce(1).orderBy("state").write().mode(SaveMode.Overwrite).parquet(out);
    Dataset<Row> back = spark.read().parquet(out);
    back.join(rows, "state").collectAsList();
    back.write().mode(SaveMode.Overwrite).json(folder.resolve("json").toUri().toString());
    spark.read().option("header", true).csv("s3a://training/rows.csv").collectAsList();
    spark.stop();
  }

  /** Just enough of S3 to list and read one object. */
  private static HttpServer objects() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Training::answer);
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      boolean list = query != null && query.contains("list-type");
      String text = list
          ? "<?xml version=\"1.0\"?><ListBucketResult><Name>training</Name><KeyCount>0</KeyCount>"
              + "<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>"
          : ROWS;
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("ETag", "\"rows\"");
      exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
      exchange.getResponseHeaders().add("Content-Type", list ? "application/xml" : "text/csv");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }
}
