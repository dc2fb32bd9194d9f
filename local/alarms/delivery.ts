import type { AlarmCloud, Scope } from './alarm-cloud';
import { lambdaActionEvent, lambdaActions, type Transition } from './state-change';

/** A function that is gone stays gone: its action is given up after as many tries. */
const MAX_TRIES = 5;

/**
 * Tells EventBridge and Lambda of each change of state, oldest first. A change is acknowledged once all were told, so
 * a crash repeats at most the last one (EventBridge is at-least-once in AWS, too).
 */
export class Delivery {
  /** What was told of a transition that is not acknowledged yet: 'event' or the ARN of a function. */
  private readonly told = new Map<string, Set<string>>();
  private readonly tries = new Map<string, number>();

  constructor(
    private readonly cloud: Pick<AlarmCloud, 'transitions' | 'emit' | 'invoke'>,
    private readonly log: (line: string) => void,
  ) {}

  async deliver(scope: Scope): Promise<void> {
    const waiting = await this.cloud.transitions(scope, []);
    const delivered: string[] = [];
    try {
      for (const transition of waiting) {
        if (!(await this.deliverOne(transition))) break;
        delivered.push(transition.id);
      }
    } finally {
      if (delivered.length > 0) await this.cloud.transitions(scope, delivered);
    }
    for (const id of delivered) {
      this.told.delete(id);
      this.tries.delete(id);
    }
  }

  /** @returns false when something could not be told and is worth another try. */
  private async deliverOne(transition: Transition): Promise<boolean> {
    const told = this.told.get(transition.id) ?? new Set();
    this.told.set(transition.id, told);
    const steps = [
      { name: 'event', run: () => this.cloud.emit(transition) },
      ...lambdaActions(transition).map(name => ({
        name,
        run: () => this.cloud.invoke(name, lambdaActionEvent(transition)),
      })),
    ];
    let complete = true;
    for (const step of steps.filter(({ name }) => !told.has(name))) {
      try {
        await step.run();
        told.add(step.name);
      } catch (error) {
        complete = false;
        this.log(`alarm ${transition.alarm.AlarmName}: ${step.name} not delivered: ${(error as Error).message}`);
      }
    }
    return complete || this.givesUp(transition);
  }

  private givesUp(transition: Transition): boolean {
    const tries = (this.tries.get(transition.id) ?? 0) + 1;
    this.tries.set(transition.id, tries);
    if (tries < MAX_TRIES) return false;
    this.log(`alarm ${transition.alarm.AlarmName}: an action was given up after ${MAX_TRIES} tries`);
    return true;
  }
}
