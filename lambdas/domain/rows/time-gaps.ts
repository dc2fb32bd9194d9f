/** Finds the times that a file should have covered and does not. */
import type { Reason } from '../../contracts/reasons';
import type { RowPolicy } from '../../contracts/row-policy';
import { rowReason } from '../../contracts/row-reasons';
import { isoTime } from './column-profile';

const minuteMs = 60_000;

interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Times of the accepted rows, in any order. */
export class TimeGaps {
  private times = new Float64Array(1024);
  private size = 0;
  private sorted = true;

  add(milliseconds: number): void {
    if (this.size === this.times.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.times);
      this.times = larger;
    }
    if (this.size > 0 && milliseconds < this.times[this.size - 1]!) this.sorted = false;
    this.times[this.size++] = milliseconds;
  }

  /** One warning for each of the longest gaps, in time order, then one that counts the others. */
  warnings({ stepMinutes, maxGapMinutes = stepMinutes, maxGapsListed }: RowPolicy): Reason[] {
    if (maxGapMinutes === undefined) return [];
    const times = this.times.subarray(0, this.size);
    if (!this.sorted) times.sort();
    const longest: Gap[] = [];
    let count = 0;
    let totalMs = 0;
    for (let index = 1; index < times.length; index++) {
      if (times[index]! - times[index - 1]! <= maxGapMinutes * minuteMs) continue;
      const gap = { from: times[index - 1]!, to: times[index]! };
      count++;
      totalMs += length(gap);
      keepLongest(longest, gap, maxGapsListed);
    }
    longest.sort((left, right) => left.from - right.from);
    const listed = longest.map(gap => gapWarning(gap, maxGapMinutes));
    if (count === longest.length) return listed;
    const rest = { gaps: count, listed: longest.length, totalMinutes: totalMs / minuteMs };
    const message = `rows must follow within ${maxGapMinutes} minutes, got ${count} longer gaps, ${listed.length} listed`;
    return [...listed, rowReason('TIME_GAP', message, rest)];
  }
}

function gapWarning(gap: Gap, maxGapMinutes: number): Reason {
  const [from, to] = [isoTime(gap.from), isoTime(gap.to)];
  const minutes = length(gap) / minuteMs;
  const message = `rows must follow within ${maxGapMinutes} minutes, got none for ${minutes} between ${from} and ${to}`;
  return rowReason('TIME_GAP', message, { from, to, minutes });
}

/** `longest` stays sorted, longest first; of equal lengths the earlier stays. */
function keepLongest(longest: Gap[], gap: Gap, limit: number): void {
  const shortest = longest[longest.length - 1];
  if (longest.length === limit && (shortest === undefined || length(shortest) >= length(gap))) return;
  const place = longest.findIndex(other => length(other) < length(gap));
  longest.splice(place < 0 ? longest.length : place, 0, gap);
  longest.length = Math.min(longest.length, limit);
}

function length({ from, to }: Gap): number {
  return to - from;
}
