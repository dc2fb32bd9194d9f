import { loopMoments } from '../../lambdas/contracts/loop-events';
import type { Story } from '../../lambdas/domain/trail/stories';

export const markKinds = ['alarm', 'retraining', 'release', 'recovery'] as const;
export type MarkKind = (typeof markKinds)[number];

/** A moment that divides what was before from what came after. */
export interface Mark {
  readonly kind: MarkKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly label: string;
}

/** What a story turned on, in order; what did not happen (yet) is left out. */
export function storyMarks({ alarms, moments }: Pick<Story, 'alarms' | 'moments'>): readonly Mark[] {
  const raised = alarms.map(({ raisedAt }) => raisedAt).sort()[0];
  const begun = moments.find(({ kind, status }) => kind === 'coordinator' && status === loopMoments.granted);
  const asked = begun ?? moments.find(({ kind }) => kind === 'request');
  const released = servedOf({ moments });
  const recovered = moments.findLast(({ kind }) => kind === 'recovery');
  return [
    ...(raised === undefined
      ? []
      : [{ kind: 'alarm', at: raised, label: 'drift found: the alarm is raised' } as const]),
    ...(asked ? [{ kind: 'retraining', at: asked.time, label: 'the retraining is let through' } as const] : []),
    ...(released ? [{ kind: 'release', ...released } as const] : []),
    ...(recovered ? [{ kind: 'recovery', at: recovered.time, label: 'recovered: the alarm is calm' } as const] : []),
  ];
}

/** Since when a new version answers production. */
function servedOf({ moments }: Pick<Story, 'moments'>): Omit<Mark, 'kind'> | undefined {
  const verified = moments.findLast(({ kind, status }) => kind === 'release' && status === 'Verified');
  if (!verified) return undefined;
  const version = verified.subject.split(' ').at(-1);
  const served = moments.findLast(
    ({ kind, subject, status, time }) =>
      kind === 'deployment' && status === 'Serving' && subject === `production ${version}` && time <= verified.time,
  );
  return { at: (served ?? verified).time, label: `${verified.subject} serves production` };
}
