/**
 * Why an input was rejected: what every quarantine record, report and `everloop validate` line carries.
 * Codes are a closed list per kind of input (image-reasons, row-reasons); docs/reasons.md is generated from them.
 */
export interface Reason {
  /** SCREAMING_SNAKE_CASE, stable across releases: alarms and scripts match on it. */
  readonly code: string;
  /** What is wrong, with the measured value. */
  readonly message: string;
  /** What the sender can do about it. */
  readonly remedy: string;
  /** The measured values behind the verdict, units in the names. */
  readonly measured?: Readonly<Record<string, number | string>>;
}

/** One entry of a closed list of reasons. */
export interface ReasonEntry {
  readonly code: string;
  /** What the code means, for docs/reasons.md; one sentence. */
  readonly meaning: string;
  readonly remedy: string;
}
