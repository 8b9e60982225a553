package dev.mayfly.notifier;

import dev.mayfly.testkit.state.StateCompatibility;

class NotifierStateCompatibilityTest extends StateCompatibility {}
