import type { ActionAnswer } from '../executions/execution';

/** Hands what a person or a function answers to the action that waits for it. The record holds it, too: for restarts. */
export class Answers {
  private readonly waiting = new Map<string, (answer: ActionAnswer) => void>();

  /** @param id of the action execution */
  wait(id: string): Promise<ActionAnswer> {
    return new Promise(resolve => this.waiting.set(id, resolve));
  }

  give(id: string, answer: ActionAnswer): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }

  forget(id: string): void {
    this.waiting.delete(id);
  }
}
