package dev.mayfly.scheduler;

import dev.mayfly.testkit.state.StateCompatibility;

class SchedulerStateCompatibilityTest extends StateCompatibility {}
