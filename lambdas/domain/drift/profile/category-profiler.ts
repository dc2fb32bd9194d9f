import { type CategoryGrid, shortName } from './category-grid';
import type { CategoryProfile } from './column-profile';
import { addText, emptySketch } from './distinct-sketch';

export const mostExamples = 8;

/** Profiles a stream of categories in one pass. Memory is bounded however many names there are. */
export class CategoryProfiler {
  private readonly places: ReadonlyMap<string, number>;
  private readonly bins: Float64Array;
  private readonly others = emptySketch();
  private examples: readonly string[] = [];
  private count = 0;
  private missing = 0;

  constructor(private readonly grid: CategoryGrid) {
    this.places = new Map(grid.names.map((name, place) => [name, place]));
    this.bins = new Float64Array(grid.names.length + 1);
  }

  /** @param values null stands for a missing one */
  add(values: readonly (string | null)[]): void {
    for (const value of values) {
      if (value === null) this.missing++;
      else {
        this.count++;
        this.addName(value);
      }
    }
  }

  profile(): CategoryProfile {
    const { count, missing, examples } = this;
    const sketches = { bins: this.bins.slice(), others: this.others.slice() };
    return { kind: 'category', gridId: this.grid.id, count, missing, ...sketches, examples };
  }

  private addName(value: string): void {
    const name = shortName(value);
    const place = this.places.get(name);
    if (place !== undefined) {
      this.bins[place]!++;
      return;
    }
    this.bins[this.bins.length - 1]!++;
    addText(this.others, name);
    const worst = this.examples[mostExamples - 1];
    if (worst === undefined || name < worst) this.examples = firstExamples(this.examples, [name]);
  }
}

/** The first 8 names of both; the same whatever is joined first. */
export function firstExamples(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])].sort().slice(0, mostExamples);
}
