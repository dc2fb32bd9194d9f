import type { MessageQueue, SendOptions } from '../../ports/message-queue';

export class MemoryMessageQueue implements MessageQueue {
  readonly bodies: string[] = [];
  /** Of each body; 0 without. */
  readonly delays: number[] = [];

  async send(bodies: readonly string[], { delaySeconds = 0 }: SendOptions = {}): Promise<void> {
    this.bodies.push(...bodies);
    this.delays.push(...bodies.map(() => delaySeconds));
  }
}
