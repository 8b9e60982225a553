package dev.mayfly.conformance.engine;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** A sequencer's clients, whose producer sends a signal to its own process at a chosen point. */
final class FaultyClients implements KafkaClientSupplier {
  enum Point {
    /** A record was handed to the producer. */
    SENT,
    /** All records and positions of a transaction are with the broker; its end is not. */
    FLUSHED,
    COMMITTED
  }

  private final KafkaClientSupplier clients;
  private final Point point;
  private final AtomicInteger left;
  private final String signal;

  /**
   * @param nth time that the point is reached
   * @param signal as {@code kill} takes it
   */
  FaultyClients(KafkaClientSupplier clients, Point point, int nth, String signal) {
    this.clients = clients;
    this.point = point;
    this.left = new AtomicInteger(nth);
    this.signal = signal;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return clients.getAdmin(config);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return clients.getConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return clients.getRestoreConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return clients.getGlobalConsumer(config);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Producer<byte[], byte[]> real = clients.getProducer(config);
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, args) -> call(real, method, args));
  }

  private Object call(Producer<byte[], byte[]> real, Method method, Object[] args)
      throws Throwable {
    boolean commits = method.getName().equals("commitTransaction");
    if (commits) {
      real.flush();
      reached(Point.FLUSHED);
    }
    Object result;
    try {
      result = method.invoke(real, args);
    } catch (InvocationTargetException e) {
      System.out.println(method.getName() + " failed: " + e.getCause());
      throw e.getCause();
    }
    if (commits) {
      reached(Point.COMMITTED);
    } else if (method.getName().equals("send")) {
      reached(Point.SENT);
    }
    return result;
  }

  private void reached(Point now) throws IOException, InterruptedException {
    if (now == point && left.decrementAndGet() == 0) {
      System.out.println(now + ": " + signal);
      String me = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-" + signal, me).start().waitFor();
    }
  }
}
