/** One answered request, as the metrics see it. */
export interface Invocation {
  readonly endpoint: string;
  readonly variant: string;
  readonly config: string;
  /** Instances of the variant. */
  readonly instances: number;
  /** Of the container; 0 when it did not answer, which counts as a server error. */
  readonly status: number;
  /** Microseconds until the container's answer was there. */
  readonly modelMicros: number;
  /** Microseconds that the request took beside. */
  readonly overheadMicros: number;
}

/** PutMetricData takes so many values a datum. */
const MOST_VALUES = 150;

/** Values of one metric and how often each came; at most 150. */
export interface MetricCounts {
  readonly name: string;
  readonly unit: 'None' | 'Microseconds';
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** Metric names of the SageMaker developer guide, "Endpoint invocation metrics". */
const MEASURES: Readonly<Record<string, (invocation: Invocation) => number>> = {
  Invocations: () => 1,
  InvocationsPerInstance: ({ instances }) => 1 / instances,
  Invocation4XXErrors: ({ status }) => (status >= 400 && status < 500 ? 1 : 0),
  Invocation5XXErrors: ({ status }) => (status === 0 || status >= 500 ? 1 : 0),
  ModelLatency: ({ modelMicros }) => twoDigits(modelMicros),
  OverheadLatency: ({ overheadMicros }) => twoDigits(overheadMicros),
};

/** Two significant digits: at most 90 values a decade, few enough to publish each with its count, percentiles included. */
function twoDigits(micros: number): number {
  return micros < 1 ? 0 : Number(micros.toPrecision(2));
}

/**
 * Counts requests until they are taken. Each is counted twice: for its variant, and for its variant and configuration,
 * by which an alarm tells the new fleet from the old one during a deployment.
 */
export class InvocationCounts {
  private readonly groups = new Map<string, Group>();

  add(invocation: Invocation): void {
    const { endpoint, variant, config } = invocation;
    const key = `${endpoint}\n${variant}\n${config}`;
    const group = this.groups.get(key) ?? { invocation, tallies: Object.keys(MEASURES).map(() => new Map()) };
    this.groups.set(key, group);
    Object.values(MEASURES).forEach((measure, at) => {
      const tally = group.tallies[at] as Map<number, number>;
      const value = measure(invocation);
      tally.set(value, (tally.get(value) ?? 0) + 1);
    });
  }

  take(): readonly MetricCounts[] {
    const taken = [...this.groups.values()].flatMap(metricsOf);
    this.groups.clear();
    return taken;
  }
}

interface Group {
  readonly invocation: Invocation;
  /** In the order of MEASURES: how often each value came. */
  readonly tallies: readonly Map<number, number>[];
}

function metricsOf({ invocation, tallies }: Group): readonly MetricCounts[] {
  const variant = { EndpointName: invocation.endpoint, VariantName: invocation.variant };
  return [variant, { ...variant, EndpointConfigName: invocation.config }].flatMap(dimensions =>
    Object.keys(MEASURES).flatMap((name, at) => {
      const unit = name.endsWith('Latency') ? ('Microseconds' as const) : ('None' as const);
      return parts([...(tallies[at] as Map<number, number>)]).map(part => ({
        name,
        unit,
        dimensions,
        values: part.map(([value]) => value),
        counts: part.map(([, count]) => count),
      }));
    }),
  );
}

const parts = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / MOST_VALUES) }, (_, at) =>
    all.slice(at * MOST_VALUES, (at + 1) * MOST_VALUES),
  );
