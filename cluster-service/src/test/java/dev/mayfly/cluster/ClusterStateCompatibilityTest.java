package dev.mayfly.cluster;

import dev.mayfly.testkit.state.StateCompatibility;

class ClusterStateCompatibilityTest extends StateCompatibility {}
