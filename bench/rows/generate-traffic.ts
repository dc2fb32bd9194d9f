import { rowPolicySchema } from '../../lambdas/contracts/row-policy';

export const trafficPolicy = rowPolicySchema.parse({
  columns: [
    { name: 'holiday', type: 'category' },
    { name: 'temp', type: 'number', minimum: 200, maximum: 330 },
    { name: 'rain_1h', type: 'number', minimum: 0, maximum: 70 },
    { name: 'clouds_all', type: 'integer', minimum: 0, maximum: 100 },
    { name: 'weather_main', type: 'category', values: ['Clouds', 'Clear', 'Mist', 'Rain', 'Snow'] },
    { name: 'weather_description', type: 'text' },
    { name: 'date_time', type: 'timestamp' },
    { name: 'traffic_volume', type: 'integer', minimum: 0 },
  ],
  timeColumn: 'date_time',
  stepMinutes: 1,
});
const weather = ['Clouds', 'Clear', 'Mist', 'Rain', 'Snow'];

/** Traffic rows of one a minute, about 70 bytes each; 1 of 100 is at 0 K and 1 of 200 repeats the row before. */
export function generateTraffic(sizeBytes: number): Buffer {
  const header = trafficPolicy.columns.map(({ name }) => name).join(',');
  const lines = [header];
  let size = header.length + 1;
  for (let row = 0; size < sizeBytes; row++) {
    const repeats = row % 200 === 199;
    const line = repeats ? lines[lines.length - 1]! : trafficLine(row);
    lines.push(line);
    size += line.length + 1;
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

function trafficLine(row: number): string {
  const kelvin = row % 100 === 50 ? '0.0' : (260 + ((row * 7919) % 4000) / 100).toFixed(2);
  const rain = ((row * 31) % 500) / 100;
  const kind = weather[row % weather.length];
  const time = new Date(Date.UTC(2012, 9, 2) + row * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return `None,${kelvin},${rain},${row % 101},${kind},"${kind?.toLowerCase()} sky",${time},${(row * 13) % 7280}`;
}
