import type { Endpoints, Invocation, Invoked } from '../../ports/endpoints';

/** Answers as a test says; knows no endpoint at first. */
export class MemoryEndpoints implements Endpoints {
  readonly calls: Invocation[] = [];
  answer: (invocation: Invocation) => Invoked = () => ({ kind: 'absent' });

  async invoke(invocation: Invocation): Promise<Invoked> {
    this.calls.push(invocation);
    return this.answer(invocation);
  }
}
