/** Members that hold a time end like this, at any depth. */
const TIME = /Time$/;

/** In the detail of SageMaker's job events times are epoch milliseconds (EventBridge examples in the developer guide). */
export function eventTimes(value: unknown): object {
  return walked(value) as object;
}

function walked(value: unknown, name = ''): unknown {
  if (typeof value === 'number' && TIME.test(name)) return Math.round(value * 1000);
  if (Array.isArray(value)) return value.map(one => walked(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walked(one, key)]));
}
