/** One thing that is wrong with a definition: `<where>: <what> must <rule>, got <value>; <remedy>`. */
export interface Fault {
  readonly where: string;
  readonly what: string;
  /** Completes "must". */
  readonly rule: string;
  readonly got: unknown;
  readonly remedy: string;
}

const longest = 120;

/** A fault as one sentence. */
export const wordingOf = ({ where, what, rule, got, remedy }: Fault): string =>
  `${where}: ${what} must ${rule}, got ${show(got)}; ${remedy}`;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** Every fault of a definition, one a line. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';

  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`pipeline definition: ${count}\n${problems.map(problem => `  ${problem}`).join('\n')}`);
  }
}
