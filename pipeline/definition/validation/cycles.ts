/** The steps of one cycle in order, or undefined. `needs` maps a step to those that must end before it. */
export function findCycle(needs: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of needs.keys()) {
    const cycle = walk(start, [], { needs, done });
    if (cycle) return cycle;
  }
  return undefined;
}

interface Walk {
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Steps from which no cycle is reached. */
  readonly done: Set<string>;
}

function walk(name: string, path: readonly string[], state: Walk): readonly string[] | undefined {
  if (state.done.has(name)) return undefined;
  const at = path.indexOf(name);
  if (at >= 0) return [...path.slice(at), name];
  for (const next of state.needs.get(name) ?? []) {
    const cycle = walk(next, [...path, name], state);
    if (cycle) return cycle;
  }
  state.done.add(name);
  return undefined;
}
