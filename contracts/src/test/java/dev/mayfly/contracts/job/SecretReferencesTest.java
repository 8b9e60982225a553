package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretReferencesTest {

  @Test
  void namesAreFoundInEnvAndConfOfEveryStep() {
    JobSpec spec =
        Reading.valid(
            Reading.step("env: {A: 'x${secret:b}y${secret:a}'}, conf: {spark.k: '${secret:c}'}"));
    assertThat(SecretReferences.in(spec)).containsExactly("a", "b", "c");
  }

  @Test
  void everyReferenceIsReplacedAndNothingElse() {
    assertThat(SecretReferences.resolve("a ${secret:k} $1 ${x} ${secret:k}", n -> "<$" + n + ">"))
        .isEqualTo("a <$k> $1 ${x} <$k>");
  }
}
