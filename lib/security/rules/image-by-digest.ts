import type { Job } from '../jobs';
import { isObject, listAt, objectAt, textOf } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';
import type { Json } from '../subject';

/** `repository@sha256:…`, or a CDK asset: its tag is the hash of its source, in a repository of immutable tags. */
const pinned = /@sha256:[0-9a-f]{64}$|\/[\w-]*container-assets-[^/]*:[0-9a-f]{64}$/;

export const imageByDigest: SageMakerRule = {
  id: 'SM7',
  finding: 'A container image is not named by its digest.',
  why: 'A tag can be moved to other code between the approval of a version and its deployment. Name the image by digest or as a CDK asset; an image chosen by a parameter of the execution is chosen by whoever starts it.',
  check: checkJobs(['training', 'processing', 'model', 'model-package'], (_, job) => {
    const images = imagesOf(job);
    return images.every(image => pinned.test(textOf(image)));
  }),
};

/** Training by a named algorithm and a model made of a package have no image of their own. */
function imagesOf({ kind, request }: Job): readonly unknown[] {
  const containers = (json: Json): readonly Json[] => [
    ...listAt(json, 'Containers'),
    ...(isObject(json['PrimaryContainer']) ? [json['PrimaryContainer']] : []),
  ];
  const found = {
    training: () => [objectAt(request, 'AlgorithmSpecification')['TrainingImage']],
    processing: () => [objectAt(request, 'AppSpecification')['ImageUri']],
    model: () => containers(request).map(({ Image }) => Image),
    'model-package': () => containers(objectAt(request, 'InferenceSpecification')).map(({ Image }) => Image),
    transform: () => [],
    'endpoint-config': () => [],
  }[kind]();
  return found.filter(image => image !== undefined);
}
