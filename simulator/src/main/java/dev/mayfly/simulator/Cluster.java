package dev.mayfly.simulator;

import org.jspecify.annotations.Nullable;

/** A cluster that exists in any form, at the provider. */
final class Cluster {
  final String id;
  final long madeAt;
  final long readyAt;

  /**
   * It was put out before, or refused; a call that came late brought it back, where the provider
   * does not remember what was released. Or the provider has called it gone.
   */
  boolean mayComeBack;

  /** Of another installation, or of a ledger that was lost. */
  final boolean foreign;

  /** The standing cluster that it is; null where it was made. */
  final @Nullable String existing;

  /** When it puts itself out by its own expiry. */
  long expiresAt;

  boolean dead;
  boolean releaseAsked;

  Cluster(
      String id,
      long madeAt,
      long readyAt,
      boolean mayComeBack,
      boolean foreign,
      @Nullable String existing) {
    this.id = id;
    this.madeAt = madeAt;
    this.readyAt = readyAt;
    this.mayComeBack = mayComeBack;
    this.foreign = foreign;
    this.existing = existing;
    renew(madeAt);
  }

  void renew(long now) {
    expiresAt = now + World.TIMES.expiry().toMillis();
  }
}
