import * as z from 'zod/mini';
import type { Measured } from '../trail/trail-event';

/** The part of an alarm event's configuration that names its metric; a composite alarm has none. */
const configurationSchema = z.object({
  metrics: z.array(
    z.object({
      metricStat: z.optional(
        z.object({ metric: z.object({ name: z.string(), dimensions: z.optional(z.record(z.string(), z.string())) }) }),
      ),
    }),
  ),
});

/** `StateReasonData` of CloudWatch, a JSON text; a state that somebody set by hand has none, or anything. */
const reasonDataSchema = z.object({
  threshold: z.optional(z.number()),
  /** Oldest first. */
  recentDatapoints: z.optional(z.array(z.nullable(z.number()))),
});

/** What an alarm watches and what it found; undefined where its event says nothing of it, never a failure. */
export function measuredOf(configuration: unknown, reasonData: string | undefined): Measured | undefined {
  const configured = configurationSchema.safeParse(configuration);
  const [only, ...others] = configured.success ? configured.data.metrics : [];
  const metric = others.length === 0 ? only?.metricStat?.metric : undefined;
  const { threshold, recentDatapoints = [] } = figuresOf(reasonData);
  const value = recentDatapoints.findLast(one => one !== null) ?? undefined;
  const measured: Measured = {
    ...(metric && { metric: metric.name }),
    ...(metric?.dimensions && { dimensions: metric.dimensions }),
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold }),
  };
  return Object.keys(measured).length === 0 ? undefined : measured;
}

function figuresOf(reasonData = ''): z.infer<typeof reasonDataSchema> {
  try {
    const parsed = reasonDataSchema.safeParse(JSON.parse(reasonData));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
