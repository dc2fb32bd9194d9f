import type { ApiModel } from '../api/api-model';
import type { Parameter } from '../definition';
import { stepTypes } from './step-types';

/** A step wherever it stands: at the top, or in a branch of a condition. */
export interface PlacedStep {
  readonly name: string;
  readonly type: string;
  /** Such as `Steps[2]`, for messages about steps that have no name. */
  readonly place: string;
  readonly step: Readonly<Record<string, unknown>>;
  /** Name of the condition whose branch it is in. */
  readonly inside: string | undefined;
  /** Which of that condition's branches it is in. */
  readonly branch: Branch | undefined;
}

export type Branch = 'IfSteps' | 'ElseSteps';

/** What the parts of a definition may refer to. */
export interface Scope {
  readonly api: ApiModel;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly steps: ReadonlyMap<string, PlacedStep>;
  /** Texts whose value is known only after synthesis. */
  readonly isOpaque: (text: string) => boolean;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Within = Pick<PlacedStep, 'inside' | 'branch'>;
const outermost: Within = { inside: undefined, branch: undefined };

/** All steps in the order of the text, those in branches behind their condition. What is no object has neither name nor type. */
export function placeSteps(steps: unknown, place: string, within: Within = outermost): PlacedStep[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index): PlacedStep[] => {
    if (!isRecord(step)) return [{ name: '', type: '', place: `${place}[${index}]`, step: {}, ...within }];
    const name = typeof step['Name'] === 'string' ? step['Name'] : '';
    const type = typeof step['Type'] === 'string' ? step['Type'] : '';
    const at = `${place}[${index}]`;
    const own = { name, type, place: name === '' ? at : name, step, ...within };
    const branches = type === 'Condition' && isRecord(step['Arguments']) ? step['Arguments'] : {};
    return [
      own,
      ...placeSteps(branches['IfSteps'], `${at}.IfSteps`, { inside: name, branch: 'IfSteps' }),
      ...placeSteps(branches['ElseSteps'], `${at}.ElseSteps`, { inside: name, branch: 'ElseSteps' }),
    ];
  });
}

/** Name of the shape of what a step's Describe operation answers. */
export function answerShape({ type }: PlacedStep, api: ApiModel): string | undefined {
  const resource = stepTypes[type]?.resource;
  return resource === undefined ? undefined : api.operations[`Describe${resource}`]?.output;
}
