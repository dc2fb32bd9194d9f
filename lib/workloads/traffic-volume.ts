import * as z from 'zod';
import { rowPolicySchema } from '../../lambdas/contracts/row-policy';
import { defineWorkload } from './workload';

const settings = z.strictObject({
  /** Share of bad rows, 0 to 1, above which the whole file is rejected. */
  maxRejectedShare: z.number().min(0).max(1).default(0.5),
  /** How far rows may leave the range seen in training, as a share of its width. */
  rangeOffsetShare: z.number().min(0).default(0.25),
});

/** What the Metro Interstate sensors and weather records may hold; ranges are those of the training years 2012-2015. */
const columns = (rangeOffsetShare: number) => [
  { name: 'holiday', type: 'category' as const },
  // 243.39 K (-30 C) to 310.07 K (37 C); readings of 0 K are a broken sensor and lie far outside any offset.
  {
    name: 'temp',
    type: 'number' as const,
    minimum: 200,
    trainedRange: { minimum: 243.39, maximum: 310.07 },
    rangeOffsetShare,
  },
  // The largest true hour is 55.63 mm; the data hold one of 9,831.3 mm.
  {
    name: 'rain_1h',
    type: 'number' as const,
    minimum: 0,
    trainedRange: { minimum: 0, maximum: 55.63 },
    rangeOffsetShare,
  },
  {
    name: 'snow_1h',
    type: 'number' as const,
    minimum: 0,
    trainedRange: { minimum: 0, maximum: 0.51 },
    rangeOffsetShare,
  },
  { name: 'clouds_all', type: 'integer' as const, minimum: 0, maximum: 100 },
  { name: 'weather_main', type: 'category' as const },
  { name: 'weather_description', type: 'category' as const },
  { name: 'date_time', type: 'timestamp' as const },
  {
    name: 'traffic_volume',
    type: 'integer' as const,
    minimum: 0,
    trainedRange: { minimum: 0, maximum: 7280 },
    rangeOffsetShare,
  },
];

/** Predicts hourly traffic from weather and calendar. An hour may have several rows: one per weather condition. */
export const trafficVolume = defineWorkload({
  id: 'traffic-volume',
  title: 'Traffic volume',
  settings,
  ingestion: ({ maxRejectedShare, rangeOffsetShare }) => ({
    kind: 'rows',
    policy: rowPolicySchema.parse({
      columns: columns(rangeOffsetShare),
      timeColumn: 'date_time',
      stepMinutes: 60,
      // A missing night is a normal outage; the year without sensors (2014-08 to 2015-06) is not.
      maxGapMinutes: 1440,
      maxRejectedShare,
    }),
  }),
  training: () => ({
    kind: 'none',
    why: 'Hourly rows are validated and curated; the regressor that learns from them comes with its own data sets of rows.',
  }),
  predictions: () => ({
    kind: 'none',
    why: 'Nothing trains its regressor yet; predictions of hours come by request, not by arrival.',
  }),
  drift: () => ({ kind: 'none', why: 'Nothing predicts it yet.' }),
  rejectionAlarm: {
    share: 0.5,
    minimumItems: 4,
    source: 'Files come a few a day: when half of the last four are refused whole, the feed itself has changed.',
  },
});
