package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Reads specs as the tests write them. */
final class Reading {
  private static final Map<String, String> FACTS = Map.of("run.id", "r1");

  private Reading() {}

  static JobSpecReader.Result read(String text) {
    return JobSpecReader.read(SpecText.read(text), null, Map.of(), FACTS);
  }

  static JobSpec valid(String text) {
    return valid(text, null, Map.of()).spec();
  }

  static JobSpecReader.Result.Valid valid(
      String text, String environment, Map<String, String> params) {
    var result = JobSpecReader.read(SpecText.read(text), environment, params, FACTS);
    assertThat(result).isInstanceOf(JobSpecReader.Result.Valid.class);
    return (JobSpecReader.Result.Valid) result;
  }

  static List<String> faults(String text) {
    return faults(text, null, Map.of());
  }

  static List<String> faults(String text, String environment, Map<String, String> params) {
    var result = JobSpecReader.read(SpecText.read(text), environment, params, FACTS);
    assertThat(result).isInstanceOf(JobSpecReader.Result.Invalid.class);
    return ((JobSpecReader.Result.Invalid) result).faults().stream().map(Object::toString).toList();
  }

  /** A sound job with further fields, in YAML. */
  static String job(String fields) {
    return "name: birds\nsteps: [{name: one, application: 's3a://jobs/one.py'}]\n" + fields;
  }

  /** A sound job whose one step has further fields, in YAML's flow style. */
  static String step(String fields) {
    return "name: birds\nsteps: [{name: one, application: 's3a://jobs/one.py', " + fields + "}]\n";
  }
}
