package dev.mayfly.conformance.log;

class BrokerLogConformanceTest extends LogConformance {
  @Override
  protected LogUnderTest open() {
    return new BrokerLogUnderTest();
  }
}
