import type { Scope } from './alarm-cloud';
import { type MetricIdentity, metricKey, type Sample } from './model';

export interface WantedSamples {
  readonly metric: MetricIdentity;
  /** Epoch seconds; older samples are not needed. */
  readonly start: number;
}

/** The samples of one metric, and a text that changes whenever one was added. */
export interface ReadSamples {
  readonly version: string;
  readonly samples: readonly Sample[];
}

/** [epoch seconds, count, sum, minimum, maximum, unit] */
type WirePoint = readonly [number, number, number, number, number, string];
type Fetch = (request: Scope & { metrics: readonly object[] }) => Promise<unknown>;

/** Reads raw samples and asks again only for metrics that changed, so that a quiet cloud costs next to nothing. */
export class SampleReader {
  private readonly known = new Map<string, ReadSamples & { readonly start: number }>();

  constructor(private readonly fetch: Fetch) {}

  /** Samples by `metricKey`. A metric wanted twice is read once, from the earlier start. */
  async read(scope: Scope, wanted: readonly WantedSamples[]): Promise<ReadonlyMap<string, ReadSamples>> {
    const distinct = new Map<string, WantedSamples>();
    for (const one of wanted) {
      const key = metricKey(one.metric);
      distinct.set(key, { ...one, start: Math.min(one.start, distinct.get(key)?.start ?? one.start) });
    }
    if (distinct.size > 0) await this.refresh(scope, distinct);
    for (const key of this.known.keys()) if (!distinct.has(key)) this.known.delete(key);
    return new Map(this.known);
  }

  private async refresh(scope: Scope, distinct: ReadonlyMap<string, WantedSamples>): Promise<void> {
    const metrics = [...distinct].map(([key, { metric, start }]) => {
      const known = this.known.get(key);
      return { ...metric, start, known: known && known.start <= start ? known.version : null };
    });
    const answer = (await this.fetch({ ...scope, metrics })) as {
      series: readonly { version: string; points: readonly WirePoint[] | null }[];
    };
    [...distinct].forEach(([key, { start }], index) => {
      const series = answer.series[index];
      if (series?.points) this.known.set(key, { version: series.version, samples: series.points.map(sampleOf), start });
    });
  }
}

function sampleOf([timestamp, count, sum, minimum, maximum, unit]: WirePoint): Sample {
  return { timestamp, count, sum, minimum, maximum, unit };
}
