import * as z from 'zod/mini';
import { silenceMetrics, workloadDimension } from '../../../contracts/metrics';
import type { MetricPoint } from './window-metrics';
import type { WindowReport } from './window-report';

/** Ends of the newest windows with a prediction and with a label, ISO 8601, UTC; and of the first one with a prediction. */
export const seenSchema = z.object({
  first: z.nullable(z.string()),
  prediction: z.nullable(z.string()),
  label: z.nullable(z.string()),
});

export type Seen = z.infer<typeof seenSchema>;

export const nothingSeen: Seen = { first: null, prediction: null, label: null };

/** What is known after some windows were judged, in whatever order. */
export function seeWindows(seen: Seen, reports: readonly WindowReport[]): Seen {
  const predicted = reports.filter(({ predictions }) => predictions > 0).map(({ to }) => to);
  const labelled = reports.filter(({ performance }) => performance.labels > 0).map(({ to }) => to);
  return {
    first: earliest([...predicted, ...listed(seen.first)]),
    prediction: latest([...predicted, ...listed(seen.prediction)]),
    label: latest([...labelled, ...listed(seen.label)]),
  };
}

const listed = (moment: string | null): string[] => (moment === null ? [] : [moment]);
const earliest = (moments: readonly string[]): string | null => [...moments].sort()[0] ?? null;
const latest = (moments: readonly string[]): string | null => [...moments].sort().at(-1) ?? null;

const hours = (from: string, to: Date): number => Math.max(0, (to.getTime() - Date.parse(from)) / 3_600_000);

/** Nothing before the first prediction: what nobody uses is not silent. */
export function metricsOfSilence(workload: string, { first, prediction, label }: Seen, at: Date): MetricPoint[] {
  if (first === null || prediction === null) return [];
  const shared = { dimensions: { [workloadDimension]: workload }, unit: 'None', at } as const;
  return [
    { ...shared, name: silenceMetrics.sincePrediction, value: hours(prediction, at) },
    // Up to the newest prediction: no label can be expected where nothing is predicted.
    { ...shared, name: silenceMetrics.withoutLabel, value: hours(label ?? first, new Date(prediction)) },
  ];
}
