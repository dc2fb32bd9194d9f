import { validationError } from '../errors';

export interface MetricDefinition {
  readonly Name: string;
  readonly Regex: string;
}

export interface MetricValue {
  readonly MetricName: string;
  readonly Value: number;
  /** Epoch seconds. */
  readonly Timestamp: number;
}

/** Reads metrics from a job's lines: the first group of each definition's expression is the value. */
export class MetricReader {
  private readonly expressions: readonly { readonly name: string; readonly expression: RegExp }[];
  private readonly last = new Map<string, MetricValue>();
  private readonly unpublished: MetricValue[] = [];

  /** @throws SageMakerError ValidationException for an expression that can't be read */
  constructor(definitions: readonly MetricDefinition[]) {
    this.expressions = definitions.map(({ Name, Regex }) => {
      try {
        return { name: Name, expression: new RegExp(Regex) };
      } catch (error) {
        throw validationError(`The regular expression of metric ${Name} is invalid: ${(error as Error).message}`);
      }
    });
  }

  /** @returns names of metrics whose value in this line is no finite number; those are left out */
  read(line: string, at: number): readonly string[] {
    const unusable: string[] = [];
    for (const { name, expression } of this.expressions) {
      const text = expression.exec(line)?.[1];
      if (text === undefined) continue;
      const Value = Number(text);
      if (!Number.isFinite(Value) || text.trim() === '') unusable.push(name);
      else {
        const value = { MetricName: name, Value, Timestamp: at };
        this.last.set(name, value);
        this.unpublished.push(value);
      }
    }
    return unusable;
  }

  /** The last value of each metric. */
  final(): readonly MetricValue[] {
    return [...this.last.values()];
  }

  /** Values since the last call. */
  take(): readonly MetricValue[] {
    return this.unpublished.splice(0);
  }
}
