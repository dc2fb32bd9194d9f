/** Somebody else may train by now: whoever gets this starts nothing. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(workload: string, correlationId: string, holder: string | undefined) {
    super(
      `retraining of ${workload}: lease must be that of ${correlationId}, got ${holder ?? 'none'}; nothing was started, ask again`,
    );
  }
}
