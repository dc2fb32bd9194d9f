/** How often each class was predicted for each true one. Merges by addition, in any order. */
export interface Confusion {
  /** All classes that were ever true or predicted, in code unit order. */
  readonly classes: readonly string[];
  /** Counts, shape [true, predicted], by class. */
  readonly counts: readonly (readonly number[])[];
  /** By true class: examples that the model could not read, and so gave no class. */
  readonly refused: readonly number[];
}

export interface LabelledPrediction {
  readonly actual: string;
  /** Null when the model could not read the example. */
  readonly predicted: string | null;
}

/** @param classes that are listed even when nobody named them */
export function countConfusion(predictions: Iterable<LabelledPrediction>, classes: readonly string[] = []): Confusion {
  const pairs = new Map<string, Map<string | null, number>>();
  for (const { actual, predicted } of predictions) {
    const row = pairs.get(actual) ?? new Map<string | null, number>();
    row.set(predicted, (row.get(predicted) ?? 0) + 1);
    pairs.set(actual, row);
  }
  const named = [...pairs.values()].flatMap(row => [...row.keys()].filter(name => name !== null));
  return tabulate(
    [...classes, ...pairs.keys(), ...named],
    (actual, predicted) => pairs.get(actual)?.get(predicted) ?? 0,
  );
}

/** The confusion of all examples of both. */
export function mergeConfusions(one: Confusion, other: Confusion): Confusion {
  const count = ({ classes, counts, refused }: Confusion, actual: string, predicted: string | null): number => {
    const row = classes.indexOf(actual);
    return (predicted === null ? refused[row] : counts[row]?.[classes.indexOf(predicted)]) ?? 0;
  };
  return tabulate(
    [...one.classes, ...other.classes],
    (actual, predicted) => count(one, actual, predicted) + count(other, actual, predicted),
  );
}

function tabulate(names: readonly string[], count: (actual: string, predicted: string | null) => number): Confusion {
  const classes = [...new Set(names)].sort();
  return {
    classes,
    counts: classes.map(actual => classes.map(predicted => count(actual, predicted))),
    refused: classes.map(actual => count(actual, null)),
  };
}
