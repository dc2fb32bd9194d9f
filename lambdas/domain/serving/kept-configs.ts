export interface NamedConfig {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/**
 * The configurations of an endpoint that may go: all but the one that serves and the newest other one, which a person may
 * want to go back to.
 */
export function obsoleteConfigs(configs: readonly NamedConfig[], serving: string): readonly string[] {
  const others = configs.filter(({ name }) => name !== serving);
  const newestFirst = [...others].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return newestFirst.slice(1).map(({ name }) => name);
}
