import type { MessageQueue } from '../../ports/message-queue';

export class MemoryMessageQueue implements MessageQueue {
  readonly bodies: string[] = [];

  async send(bodies: readonly string[]): Promise<void> {
    this.bodies.push(...bodies);
  }
}
