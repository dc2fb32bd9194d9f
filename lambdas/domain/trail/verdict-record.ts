import type { GateAnswer, GateVerdict } from '../../contracts/gate-call';
import type { TrailEvent } from './trail-event';

/** What became of the candidate, as states are written. */
const statuses: Readonly<Record<GateVerdict, string>> = { register: 'Passed', known: 'Known', refused: 'Refused' };

/**
 * What the gate said, beside the step that asked it.
 * @param answers of the gate's function; null when they are gone
 */
export function verdictRecord(
  { id, time, workload, executionId }: TrailEvent,
  answers: Readonly<Partial<Record<keyof GateAnswer, string>>> | null,
): TrailEvent | undefined {
  const status = statuses[answers?.verdict as GateVerdict];
  if (answers === null || status === undefined) return undefined;
  const { score = '', reasons = '' } = answers;
  const why = [score, reasons].filter(text => text !== '' && text !== 'none').join('; ');
  return {
    workload,
    id: `${id}-verdict`,
    time,
    kind: 'verdict',
    subject: 'candidate',
    status,
    ...(executionId !== undefined && { executionId }),
    ...(why !== '' && { why }),
  };
}
