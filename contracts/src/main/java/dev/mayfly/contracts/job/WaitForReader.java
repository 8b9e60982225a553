package dev.mayfly.contracts.job;

import dev.mayfly.contracts.job.JobSpec.WaitFor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must be there before a run of the job is queued. */
final class WaitForReader {
  private static final int MOST = 20;
  private static final Pattern OBJECT =
      Pattern.compile(
          "s3a?://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^\\s,\\p{C}#?]{0,1000}[^\\s,\\p{C}#?/]");

  private static final String OBJECT_EXPECTED =
      "the address of an object, as s3a://bucket/path/_SUCCESS";

  private WaitForReader() {}

  /** An address alone, or a list of objects that may also have a time limit. */
  static List<WaitFor> read(SpecFields job) {
    if (job.isValue("waitFor")) {
      String alone = job.required("waitFor", OBJECT_EXPECTED);
      String expected = alone.isEmpty() ? null : expected(alone);
      if (expected != null) {
        job.fault("waitFor", alone, expected);
      }
      return List.of(new WaitFor(StepsReader.asS3a(alone), WaitFor.DEFAULT_TIMEOUT));
    }
    List<SpecFields> items = job.objects("waitFor");
    if (items.size() > MOST) {
      job.fault("waitFor", items.size() + " objects", "at most " + MOST + " objects");
      return List.of();
    }
    var seen = new HashSet<String>();
    var all = new ArrayList<WaitFor>();
    for (SpecFields item : items) {
      all.add(one(item, seen));
    }
    return all;
  }

  private static WaitFor one(SpecFields f, Set<String> seen) {
    String object = StepsReader.asS3a(f.required("object", OBJECT_EXPECTED));
    String expected = object.isEmpty() ? null : expected(object);
    if (expected == null && !object.isEmpty() && !seen.add(object)) {
      expected = "an object that is not waited for already";
    }
    if (expected != null) {
      f.fault("object", object, expected);
    }
    return new WaitFor(
        object, f.parsed("timeout", WaitFor.DEFAULT_TIMEOUT, JobSpecReader::upToAWeek));
  }

  private static @Nullable String expected(String address) {
    return OBJECT.matcher(address).matches() ? StepsReader.wayOut(address) : OBJECT_EXPECTED;
  }
}
