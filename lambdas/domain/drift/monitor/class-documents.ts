import type { JudgedKpi } from './judge-performance';
import { type AnswerDocuments, digits, type Violation } from './violation';
import type { ClassWindowReport } from './window-report';

/** Model Monitor's documents of a multiclass model: what the answers of a window add to them. */
export function classDocuments({ performance, outcomes }: ClassWindowReport): AnswerDocuments {
  const { confusion, classes, ...scores } = performance;
  const judged = Object.entries(classes).flatMap(([label, { recall, precision }]) =>
    Object.entries({ recall, precision }).map(([name, one]) => ({ label, name, ...one })),
  );
  return {
    statistics: { multiclass_classification_metrics: { confusion_matrix: matrixOf(confusion) } },
    performance: { ...scores, classes },
    constraints: {
      multiclass_classification_constraints: Object.fromEntries(
        judged.flatMap(({ label, name, floor }) =>
          floor === null ? [] : [[`${label}/${name}`, { threshold: floor, comparison_operator: 'LessThanThreshold' }]],
        ),
      ),
    },
    violations: [...judged.flatMap(violationsOf), ...(outcomes['prediction-mix'] === 'breach' ? [moved] : [])],
  };
}

function matrixOf({ classes: names, counts }: ClassWindowReport['performance']['confusion']): object {
  const rows = names.map((actual, row) => [
    actual,
    Object.fromEntries(names.map((name, at) => [name, counts[row]![at]!])),
  ]);
  return Object.fromEntries(rows);
}

interface JudgedOfClass extends JudgedKpi {
  readonly label: string;
  /** Its name. */
  readonly name: string;
}

function violationsOf({ label, name, kpi, floor, outcome }: JudgedOfClass): Violation[] {
  if (outcome !== 'breach' || kpi.kind !== 'known') return [];
  const description = `${name} of ${label} must be at least ${digits(floor ?? 0)}, got ${digits(kpi.value)} of ${kpi.samples}`;
  return [{ feature_name: label, constraint_check_type: 'class_performance_check', description }];
}

const moved: Violation = {
  feature_name: '(prediction)',
  constraint_check_type: 'prediction_mix_check',
  description: 'More predictions than the policy allows moved to other classes',
};
