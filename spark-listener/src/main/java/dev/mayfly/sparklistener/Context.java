package dev.mayfly.sparklistener;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import scala.Option;

/** What only the running context knows; empty while there is none. */
final class Context {
  private Context() {}

  static String uiAddress() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isEmpty()) {
      return "";
    }
    Option<String> url = active.get().uiWebUrl();
    return url.isDefined() ? url.get() : "";
  }

  static String sparkVersion() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    return active.isDefined() ? active.get().version() : "";
  }
}
