import type { StartCall } from '../../contracts/retraining';
import type { TrainingStarts } from '../../ports/training-starts';

export class MemoryTrainingStarts implements TrainingStarts {
  readonly calls: StartCall[] = [];

  async start(call: StartCall): Promise<'started' | 'known'> {
    if (this.calls.some(({ correlationId }) => correlationId === call.correlationId)) return 'known';
    this.calls.push(call);
    return 'started';
  }
}
