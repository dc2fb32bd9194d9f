/** A value that filters compare. Times are epoch seconds. */
export type Scalar = string | number | boolean;

export type Searched = Readonly<Record<string, unknown>>;

/** Properties that hold named values in a list. */
const NAMED_LISTS: Readonly<
  Record<string, { readonly member: string; readonly name: string; readonly value: string }>
> = {
  Metrics: { member: 'FinalMetricDataList', name: 'MetricName', value: 'Value' },
  Tags: { member: 'Tags', name: 'Key', value: 'Value' },
};

/** Member of the record that a property starts at: `Metrics.loss` at FinalMetricDataList, `RoleArn` at itself. */
export const memberOf = (property: string): string => {
  const [first = ''] = property.split('.');
  return NAMED_LISTS[first]?.member ?? first;
};

/** Values of a property such as `Tags.team` or `ModelArtifacts.S3ModelArtifacts`; of every element where the way leads through a list. */
export function valuesOf(record: Searched, property: string): readonly Scalar[] {
  const [first = '', ...rest] = property.split('.');
  const named = NAMED_LISTS[first];
  if (!named || rest.length === 0) return walk(record, [first, ...rest]);
  const list = record[named.member];
  const wanted = rest.join('.');
  const fitting = Array.isArray(list) ? list.filter(one => one[named.name] === wanted) : [];
  return fitting.map(one => one[named.value] as Scalar);
}

function walk(value: unknown, path: readonly string[]): readonly Scalar[] {
  if (Array.isArray(value)) return value.flatMap(one => walk(one, path));
  if (path.length === 0) return isScalar(value) ? [value] : value === undefined ? [] : ['[object]'];
  if (typeof value !== 'object' || value === null) return [];
  // A key may hold dots itself: `HyperParameters.model.depth`.
  const whole = path.join('.');
  if (whole in value) return walk((value as Searched)[whole], []);
  const [first = '', ...rest] = path;
  return walk((value as Searched)[first], rest);
}

const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value);
