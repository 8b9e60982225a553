/**
 * The real decisions of all services, the real interpreter and the real submitter loop over the
 * fake log, in virtual time. One seed decides everything that can happen: which faults, when, and
 * in which order the rest.
 *
 * <p>The oracle ({@code Oracle} and its watches) sees what was published, by its meaning in {@code
 * contracts}, and what exists in the fake world; it shares no code with the decisions. It checks
 * the promises after every step, but for the fifth: there are no schedules yet. What stands for
 * something real here is the cloud, the driver hosts, the workers that call them, people, and the
 * log. Not simulated: the adapter on Kafka Streams, and the readers of assignments.
 *
 * <p>{@code Simulator trace <case>} tells the story of a case as the report names it.
 */
@NullMarked
package dev.mayfly.simulator;

import org.jspecify.annotations.NullMarked;
