import type { Request } from '../../domain/serving/requests';
import type { Alarms } from '../../ports/alarms';

export class MemoryAlarms implements Alarms {
  readonly kept = new Map<string, Request>();
  readonly inAlarm = new Set<string>();

  async put(request: Request): Promise<void> {
    this.kept.set(String(request['AlarmName']), request);
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.kept.delete(name);
  }

  async raised(names: readonly string[]): Promise<readonly string[]> {
    return names.filter(name => this.inAlarm.has(name));
  }
}
