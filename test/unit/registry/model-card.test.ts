import type { Evaluation } from '../../../lambdas/contracts/evaluation';
import { judgeCandidate } from '../../../lambdas/domain/registry/judge-candidate';
import { type Lineage, modelCard, modelCardMarkdown } from '../../../lambdas/domain/registry/model-card';
import { evaluation, manifestId, policy } from './evaluations';

const lineage: Lineage = {
  workload: 'w',
  title: 'Things | w',
  manifestId,
  goldenId: 'e'.repeat(64),
  commit: '0a1b2c3',
  correlationId: 'person-1',
  trainingJob: 'job-1',
  image: 'image@sha256:1',
  artifactSha256: 'f'.repeat(64),
  hyperParameters: { seed: '1' },
  champion: null,
};

const cardOf = (document: Evaluation, champion: string | null = null) => {
  const expected = { workload: 'w', manifestId, hasChampion: champion !== null };
  const gate = judgeCandidate({ evaluation: document, expected, examples: 500 }, policy);
  const origin = { ...lineage, champion };
  return modelCard({ lineage: origin, evaluation: document, gate, examples: 500, isOverridden: false });
};

it('names everything that is needed to make the version again', () => {
  const card = cardOf(evaluation({}));
  const page = modelCardMarkdown(card);
  const { champion: _, hyperParameters, title: __, ...facts } = lineage;
  for (const fact of [...Object.values(facts), ...Object.values(hyperParameters)]) expect(page).toContain(fact);
  expect(JSON.parse(JSON.stringify(card))).toEqual(card);
});

it('shows every figure beside the champion, the floor and the margin', () => {
  const page = modelCardMarkdown(cardOf(evaluation({ drift: 0.9 }, { macroF1: 0.955, drift: 0.4 }), 'v3'));
  expect(page).toContain('| all | macroF1 | 0.9600 | 0.9550 | 0.9000 | 0.01 |');
  expect(page).toContain('| shoes | recall | 0.9600 | 0.9600 | – | 0.05 |');
  expect(page).toContain(
    '| judged classes | macroF1 | 0.9000 | 0.4000 | 40 |\n| bags | recall | 0.9000 | 0.4000 | 20 |',
  );
  expect(page).toContain('| bags | 96 | 4 |');
  expect(page).toContain('Passed the gate');
});

it('tells a person why it was refused and what to do', () => {
  const page = modelCardMarkdown(cardOf(evaluation({ macroF1: 0.5 })));
  expect(page).toMatch(
    /Refused by the gate[\s\S]*- `BELOW_FLOOR`: golden set: macroF1 must be at least 0\.9, got 0\.5000\. Train on/,
  );
});

it('lets no foreign text break a table or a line', () => {
  const foreign = { ...lineage, correlationId: 'a|b`c\nd' };
  const card = { ...cardOf(evaluation({})), lineage: foreign };
  expect(modelCardMarkdown(card)).toContain("| correlation id | `a\\|b'c d` |");
});

it('is the same for the same candidate', () => {
  expect(modelCardMarkdown(cardOf(evaluation({})))).toBe(modelCardMarkdown(cardOf(evaluation({}))));
});
