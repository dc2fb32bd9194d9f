/** What the accepted rows hold in one column: the seed of later drift baselines. */
import type { RowColumn } from '../../contracts/row-policy';

export interface ColumnProfile {
  readonly name: string;
  readonly type: RowColumn['type'];
  /** Accepted rows with a value. */
  readonly count: number;
  /** Accepted rows without one. */
  readonly missing: number;
  /** Numbers; times as ISO 8601 in UTC; absent for text and categories and where nothing was counted. */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  /** Arithmetic mean, numbers only. */
  readonly mean?: number;
}

export class ProfileBuilder {
  private count = 0;
  private missing = 0;
  private minimum = Infinity;
  private maximum = -Infinity;
  private sum = 0;

  constructor(private readonly column: RowColumn) {}

  addMissing(): void {
    this.missing++;
  }

  /** @param value NaN for columns whose values are no numbers */
  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }

  profile(): ColumnProfile {
    const { column, count, missing, minimum, maximum } = this;
    const { name, type } = column;
    const counted = { name, type, count, missing };
    if (count === 0 || type === 'category' || type === 'text') return counted;
    if (type === 'timestamp') return { ...counted, minimum: isoTime(minimum), maximum: isoTime(maximum) };
    return { ...counted, minimum, maximum, mean: this.sum / count };
  }
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
