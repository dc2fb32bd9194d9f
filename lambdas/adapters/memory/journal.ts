import type { Journal } from '../../ports/journal';

export class MemoryLog implements Journal {
  readonly notes: string[] = [];
  readonly problems: { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[] = [];

  note(message: string): void {
    this.notes.push(message);
  }

  problem(message: string, details: Readonly<Record<string, unknown>>): void {
    this.problems.push({ message, details });
  }
}
