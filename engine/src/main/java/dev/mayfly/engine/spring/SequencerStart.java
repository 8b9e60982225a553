package dev.mayfly.engine.spring;

import dev.mayfly.engine.streams.Sequencer;
import org.springframework.context.SmartLifecycle;

/** Lets the streams start only when the topics are as they must be. */
final class SequencerStart implements SmartLifecycle {
  private final Sequencer sequencer;
  private volatile boolean started;

  SequencerStart(Sequencer sequencer) {
    this.sequencer = sequencer;
  }

  @Override
  public void start() {
    sequencer.prepare();
    started = true;
  }

  @Override
  public void stop() {
    started = false;
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  /** Before the streams, which start among the last. */
  @Override
  public int getPhase() {
    return 0;
  }
}
