package dev.mayfly.contracts.event;

/**
 * Something that happened, or was asked for. Payloads evolve by adding: a reader ignores what it
 * does not know.
 */
public sealed interface Event
    permits RequestEvent,
        RunEvent,
        ProfileAnnounced,
        ClusterEvent,
        Assignment,
        SubmitterAnnounced,
        StepEvent,
        JobProgressed,
        NotificationEvent,
        JobDeployed,
        ScheduleEvent {}
