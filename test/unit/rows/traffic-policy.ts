import { type RowPolicyInput, rowPolicySchema } from '../../../lambdas/contracts/row-policy';

const conditions = 'Clouds,Clear,Mist,Rain,Snow,Drizzle,Haze,Thunderstorm,Fog,Smoke,Squall';

/** Metro Interstate traffic (UCI 492); ranges are those of the clean rows. */
export const trafficVolumeRowPolicy = rowPolicySchema.parse({
  columns: [
    { name: 'holiday', type: 'category' },
    { name: 'temp', type: 'number', trainedRange: { minimum: 243.39, maximum: 310.07 } },
    { name: 'rain_1h', type: 'number', minimum: 0, trainedRange: { minimum: 0, maximum: 55.63 } },
    { name: 'snow_1h', type: 'number', minimum: 0, trainedRange: { minimum: 0, maximum: 0.51 } },
    { name: 'clouds_all', type: 'integer', minimum: 0, maximum: 100 },
    { name: 'weather_main', type: 'category', values: conditions.split(',') },
    { name: 'weather_description', type: 'text' },
    { name: 'date_time', type: 'timestamp' },
    { name: 'traffic_volume', type: 'integer', minimum: 0 },
  ],
  timeColumn: 'date_time',
  stepMinutes: 60,
  maxGapMinutes: 24 * 60,
  outOfOrder: 'reject',
});

/** Two columns, one number and one optional text, and whatever a test changes. */
export function smallPolicy(changes: Partial<RowPolicyInput> = {}) {
  return rowPolicySchema.parse({
    columns: [
      { name: 'n', type: 'number' },
      { name: 't', type: 'text', required: false },
    ],
    duplicates: 'accept',
    maxRejectedShare: 1,
    ...changes,
  });
}
