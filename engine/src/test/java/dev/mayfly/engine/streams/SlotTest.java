package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotTest {
  @TempDir Path dir;

  @Test
  void twoInstancesNeverShareASlot() throws Exception {
    try (Slot first = Slot.claim(dir);
        Slot second = Slot.claim(dir)) {
      assertThat(first.dir()).isEqualTo(dir.resolve("slot-0"));
      assertThat(second.dir()).isEqualTo(dir.resolve("slot-1"));
      assertThat(first.instanceId()).isNotEqualTo(second.instanceId());
    }
  }

  @Test
  void aSlotThatIsFreedIsTakenAgainWithItsIdentity() throws Exception {
    String before;
    try (Slot slot = Slot.claim(dir)) {
      before = slot.instanceId();
    }

    try (Slot slot = Slot.claim(dir)) {
      assertThat(slot.instanceId()).isEqualTo(before);
    }
  }

  @Test
  void slotsOfTwoHostsDiffer() throws Exception {
    try (Slot here = Slot.claim(dir.resolve("a"));
        Slot there = Slot.claim(dir.resolve("b"))) {
      assertThat(here.instanceId()).isNotEqualTo(there.instanceId());
    }
  }
}
