/** An alarm, an expression or a rule that CloudWatch would refuse, or that this engine does not evaluate. */
export class AlarmDefinitionError extends Error {
  override readonly name = 'AlarmDefinitionError';
}
