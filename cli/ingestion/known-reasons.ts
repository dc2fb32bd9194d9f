import { imageReasons } from '../../lambdas/contracts/image-reasons';
import { intakeReasons } from '../../lambdas/contracts/intake-reasons';
import type { ReasonEntry } from '../../lambdas/contracts/reasons';
import { rowReasons } from '../../lambdas/contracts/row-reasons';
import { WrongUse } from '../errors';

/** Every reason that an object can be in quarantine for. */
export const knownReasons: Readonly<Record<string, ReasonEntry>> = { ...intakeReasons, ...imageReasons, ...rowReasons };

/** @returns `code` itself. @throws WrongUse when no validator knows it */
export function requireReason(code: string): string {
  if (Object.hasOwn(knownReasons, code)) return code;
  throw new WrongUse(
    `everloop quarantine: --reason must be a code of docs/reasons.md, got ${code}; check the spelling`,
  );
}
