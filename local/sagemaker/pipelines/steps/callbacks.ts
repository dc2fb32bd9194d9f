import { StepFailed } from './step-failed';

export type CallbackAnswer = Readonly<Record<string, string>>;

interface Waiting {
  readonly resolve: (answer: CallbackAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Longest delay of a timer in milliseconds. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Callback steps that wait for somebody, by token. */
export class Callbacks {
  private readonly waiting = new Map<string, Waiting>();

  /** @throws StepFailed when it was answered with a failure, or not at all until `until` (epoch milliseconds) */
  wait(token: string, until: number): Promise<CallbackAnswer> {
    return new Promise<CallbackAnswer>((resolve, reject) => {
      const late = () => reject(new StepFailed('ClientError: nobody answered the callback in time.'));
      const timer = setTimeout(late, Math.min(LONGEST_DELAY, Math.max(0, until - Date.now())));
      timer.unref();
      const forget = () => clearTimeout(timer);
      this.waiting.set(token, {
        resolve: answer => [forget(), resolve(answer)],
        reject: error => [forget(), reject(error)],
      });
    }).finally(() => this.waiting.delete(token));
  }

  /** Whether a step waits for the token. */
  has(token: string): boolean {
    return this.waiting.has(token);
  }

  succeed(token: string, answer: CallbackAnswer): void {
    this.waiting.get(token)?.resolve(answer);
  }

  fail(token: string, error: Error): void {
    this.waiting.get(token)?.reject(error);
  }
}
