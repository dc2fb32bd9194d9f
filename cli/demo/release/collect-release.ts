import { incomingRest } from '../../../lambdas/domain/predictions/prediction-keys';
import type { ObjectStore } from '../../../lambdas/ports/object-store';
import { mapInOrder } from '../../ingestion/in-order';
import type { FolderPicture, ReleaseReport } from '../../report/release-report';
import { thumbnail } from '../../report/thumbnail';
import type { ClassifiedPhoto } from './classify-traffic';
import type { ReleaseFigures } from './release-figures';
import { approvalReason, releaseReason } from './release-version';

/** A model in production, and the photos that it put into folders. */
export interface ReleasedModel {
  readonly figures: ReleaseFigures;
  readonly photos: readonly ClassifiedPhoto[];
}

const workload = 'product-images';
const samplesPerFolder = 18;
const picturesInFlight = 4;

/** What the report shows of a release; pictures are read from the folders of the predictions bucket. */
export async function collectRelease(
  { figures, photos }: ReleasedModel,
  predictions: { readonly objects: Pick<ObjectStore, 'get'>; readonly bucket: string },
): Promise<ReleaseReport> {
  const { version, perClass, classFolders: _, ...rest } = figures;
  const folders: ReleaseReport['folders'][number][] = [];
  for (const [label, scores] of Object.entries(perClass)) {
    const read = async (photo: ClassifiedPhoto) => pictureOf(photo, label, predictions);
    const samples: FolderPicture[] = [];
    const shown = leastSure(label, photos);
    for await (const sample of mapInOrder(shown, picturesInFlight, read)) if (sample) samples.push(sample);
    folders.push({ label, ...scores, samples });
  }
  return {
    version,
    ...rest,
    folders,
    approvals: [
      {
        text: 'The version may be released:',
        command: `npx everloop approve ${workload} ${version} --why "${approvalReason}"`,
      },
      {
        text: 'It may go to production:',
        command: `npx everloop release ${workload} approve --model-version ${version} --why "${releaseReason}" --wait`,
      },
    ],
    commands: [
      { text: 'See what serves where:', command: 'npx everloop endpoints' },
      { text: 'Ask the endpoint about a photo of yours:', command: 'npx everloop classify PHOTO' },
      { text: 'Go back to the version before:', command: `npx everloop rollback ${workload} --why "YOUR REASON"` },
    ],
  };
}

const leastSure = (label: string, photos: readonly ClassifiedPhoto[]): ClassifiedPhoto[] =>
  photos
    .filter(({ prediction }) => prediction.label === label)
    .sort((one, other) => (one.prediction.score ?? 0) - (other.prediction.score ?? 0))
    .slice(0, samplesPerFolder);

async function pictureOf(
  { key, actual, prediction }: ClassifiedPhoto,
  label: string,
  { objects, bucket }: { readonly objects: Pick<ObjectStore, 'get'>; readonly bucket: string },
): Promise<FolderPicture | null> {
  const rest = incomingRest(workload, key);
  const stored = rest && (await objects.get({ bucket, key: `${workload}/${label}/${rest}` }));
  if (!stored) return null;
  return {
    name: key.split('/').at(-1) ?? key,
    thumbnail: await thumbnail(stored.bytes),
    actual,
    score: prediction.score ?? 0,
  };
}
