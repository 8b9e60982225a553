package dev.mayfly.simulator;

import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FakeLog;
import dev.mayfly.testkit.log.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Follows the committed records of every topic, and hands each to whoever reads the topic. */
final class LogTail {
  private final FakeLog log;
  private final Map<Place, long[]> positions = new LinkedHashMap<>();
  private final Map<String, List<Consumer<Input.Received>>> readers = new LinkedHashMap<>();
  private final List<Consumer<Input.Received>> readersOfAll = new ArrayList<>();

  LogTail(FakeLog log, Topics topics) {
    this.log = log;
    for (Topics.Topic topic : topics.all()) {
      for (int i = 0; i < topic.partitions(); i++) {
        positions.put(new Place(topic.name(), i), new long[1]);
      }
    }
  }

  void follow(String topic, Consumer<Input.Received> reader) {
    readers.computeIfAbsent(topic, t -> new ArrayList<>()).add(reader);
  }

  void followAll(Consumer<Input.Received> reader) {
    readersOfAll.add(reader);
  }

  void handOut() {
    for (Place place : log.takeTouched()) {
      long[] position = positions.get(place);
      if (position == null) {
        continue;
      }
      List<Input.Received> news = log.read(place, position[0]);
      position[0] = log.end(place);
      for (Input.Received record : news) {
        readersOfAll.forEach(r -> r.accept(record));
        readers.getOrDefault(place.topic(), List.of()).forEach(r -> r.accept(record));
      }
    }
  }
}
