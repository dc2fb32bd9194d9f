/** What a person reads at night: the fact, and where it says what to do. `heading` is an anchor of docs/runbook.md. */
export const describeAlarm = (fact: string, heading: string): string => `${fact}. Runbook: docs/runbook.md#${heading}`;
