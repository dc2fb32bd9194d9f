import type { AsyncInvocation, Endpoints, Invocation, Invoked, InvokedAsync } from '../../ports/endpoints';

/** Answers as a test says; knows no endpoint at first. */
export class MemoryEndpoints implements Endpoints {
  readonly calls: Invocation[] = [];
  answer: (invocation: Invocation) => Invoked = () => ({ kind: 'absent' });

  readonly asked: AsyncInvocation[] = [];
  answerAsync: (invocation: AsyncInvocation) => InvokedAsync = () => ({ kind: 'absent' });

  async invokeAsync(invocation: AsyncInvocation): Promise<InvokedAsync> {
    this.asked.push(invocation);
    return this.answerAsync(invocation);
  }

  async invoke(invocation: Invocation): Promise<Invoked> {
    this.calls.push(invocation);
    return this.answer(invocation);
  }
}
