/** `ml.<family>.<size>`; a family is letters, a generation, letters: `m5d`, `g4dn`, `c7gn`. */
const form = /^ml\.([a-z]+)(\d+)([a-z-]*)\.[a-z0-9]+$/;
/** Generations of accelerated families that have disks of their own whatever their name says. */
const withDisks = /^(g5|g6|g6e|p5|p5e|p5en|trn1|trn1n|trn2|inf2)$/;

/**
 * Why a job of ours can't run on an instance type; undefined when nothing is known against it.
 *
 * - Graviton (`g` after the generation): the container is linux/amd64, and training jobs have no such instances.
 * - Disks of their own (`d` after the generation, and newer accelerated families): their volumes are encrypted by
 *   hardware, so that SageMaker refuses `VolumeKmsKeyId`, which all of our jobs have.
 *
 * Source: SageMaker API reference, ResourceConfig.VolumeKmsKeyId.
 */
export function instanceFault(type: string): string | undefined {
  const [, letters = '', generation = '', rest = ''] = form.exec(type) ?? [];
  if (letters === '') return 'must be an instance type of SageMaker such as ml.m5.xlarge';
  if (rest.includes('g')) return 'must be x86: the container runs on no Graviton';
  if (rest.includes('d') || withDisks.test(`${letters}${generation}${rest}`)) {
    return 'must have no disks of its own: SageMaker takes no customer key for them';
  }
  return undefined;
}
