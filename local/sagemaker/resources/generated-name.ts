import { randomBytes } from 'node:crypto';
import type { ResourceRequest } from '../../service/registry';

/** The longest name of every SageMaker resource made by templates. */
const LONGEST = 63;

/** A name as CloudFormation makes one for a resource without: `stack-LogicalId-random`, cut to fit. */
export function generatedName({ stack, logicalId }: Pick<ResourceRequest, 'stack' | 'logicalId'>): string {
  const random = randomBytes(6).toString('hex');
  const start = `${stack}-${logicalId}`.replace(/[^a-zA-Z0-9-]/g, '-').replace(/^-+/, '');
  return `${start.slice(0, LONGEST - random.length - 1).replace(/-+$/, '')}-${random}`;
}
