/**
 * The machine or the state folder does not allow what was asked: a person must do something (`remedy`).
 * `everloop` prints the message and exits with 2.
 */
export class BrokenEnvironment extends Error {
  readonly code = 'BROKEN_ENVIRONMENT';
  readonly exitCode = 2;

  /** The message reads `<where>: <what> must <rule>, got <value>; <remedy>`. */
  constructor(
    problem: { readonly where: string; readonly rule: string; readonly got: string; readonly remedy: string },
    cause?: unknown,
  ) {
    super(`${problem.where}: ${problem.rule}, got ${problem.got}; ${problem.remedy}`, { cause });
    this.name = 'BrokenEnvironment';
  }
}
