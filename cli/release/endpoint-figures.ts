/** What CloudWatch says of an endpoint's last hour. */
export interface HourFigures {
  readonly requests: number;
  /** Share of them that the container failed to answer; null without requests. */
  readonly errorShare: number | null;
  /** As the container measures them, 95 % of the answers; null without requests. */
  readonly latencyP95Ms: number | null;
}

export interface EndpointFigures {
  lastHour(endpoint: string): Promise<HourFigures>;
}
