package dev.mayfly.testkit.log;

class BrokerLogConformanceTest extends LogConformance {
  @Override
  protected LogUnderTest open() {
    return new BrokerLogUnderTest();
  }
}
