/** Has a monitor look at what is new; `predictedAt` is ISO 8601. Throws when it could not be told. */
export interface LookCaller {
  predicted(prediction: WatchedMoment): Promise<void>;
  /** A label of a prediction came. */
  labelled(prediction: WatchedMoment): Promise<void>;
}

export interface WatchedMoment {
  readonly workload: string;
  readonly predictedAt: string;
}
