package dev.mayfly.conformance.log;

class FakeLogConformanceTest extends LogConformance {
  @Override
  protected LogUnderTest open() {
    return new FakeLogUnderTest();
  }
}
