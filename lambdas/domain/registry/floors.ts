import type { FloorRow, GateOverrides, GatePolicy } from '../../contracts/gate-policy';

/** The floors of a data set of so many examples: the row with the most that it reaches; null when it reaches none. */
export function floorsFor(examples: number, { floors }: Pick<GatePolicy, 'floors'>): FloorRow | null {
  const reached = floors.filter(({ fromExamples }) => fromExamples <= examples);
  return reached.sort((one, other) => other.fromExamples - one.fromExamples)[0] ?? null;
}

/** The policy with what an execution changes. Whole values are replaced: a row of floors is not mixed with another. */
export const withOverrides = (policy: GatePolicy, overrides: GateOverrides): GatePolicy => ({
  ...policy,
  ...given(overrides),
});

const given = (overrides: GateOverrides): Partial<GatePolicy> =>
  Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
