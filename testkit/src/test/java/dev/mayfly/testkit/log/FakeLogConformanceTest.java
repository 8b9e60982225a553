package dev.mayfly.testkit.log;

class FakeLogConformanceTest extends LogConformance {
  @Override
  protected LogUnderTest open() {
    return new FakeLogUnderTest();
  }
}
