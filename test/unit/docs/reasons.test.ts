import { readFileSync } from 'node:fs';
import { reasonsPage, renderReasons } from '../../../cli/docs/reasons';
import { datasetFaults, exclusionReasons } from '../../../lambdas/contracts/dataset-reasons';
import { gateReasons } from '../../../lambdas/contracts/gate-reasons';
import { imageReasons } from '../../../lambdas/contracts/image-reasons';
import { intakeReasons } from '../../../lambdas/contracts/intake-reasons';
import { refusalReasons } from '../../../lambdas/contracts/refusal-reasons';
import { rowReasons } from '../../../lambdas/contracts/row-reasons';

const lists = { imageReasons, intakeReasons, rowReasons, exclusionReasons, datasetFaults, gateReasons, refusalReasons };

describe('docs/reasons.md', () => {
  it('is what `npx tsx cli/docs/reasons.ts` writes', () => {
    expect(readFileSync(reasonsPage, 'utf8')).toBe(renderReasons());
  });

  it.each(Object.entries(lists))('explains every code of %s in full sentences', (_, list) => {
    for (const [name, { code, meaning, remedy }] of Object.entries(list)) {
      expect(code).toBe(name);
      expect(renderReasons()).toContain(`| \`${code}\` | `);
      expect(`${meaning} ${remedy}`).toMatch(/^[A-Z0-9].*[.)] .+[.)]$/);
    }
  });
});
