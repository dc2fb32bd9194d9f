import { importedExampleSchema } from '../../contracts/dataset-import';
import { exampleSources } from '../../contracts/dataset-manifest';
import { importPrefixes, intakePrefixes, recordPrefixes } from '../../contracts/key-layout';
import type { Exclusion } from '../../domain/datasets/build-manifest';
import { type CuratedRecord, exampleOf, parseCuratedRecord } from '../../domain/datasets/curated-records';
import { type ImportKind, importsOf } from '../../domain/datasets/dataset-keys';
import type { Example } from '../../domain/datasets/example';
import type { ListedKey } from '../../ports/object-store';
import type { GatheredRecords } from './gathered-records';
import { type Listing, listAll, readTexts } from './read-all';

export interface CuratedExamples {
  readonly examples: readonly Example[];
  readonly golden: readonly Example[];
  /** Records that name no example that a data set could use. */
  readonly excluded: readonly Exclusion[];
}

/** All labelled pictures of a workload in the curated bucket: those that came through intake, and imports. */
export async function readCurated(
  curated: Listing,
  workload: string,
  gathered: GatheredRecords,
): Promise<CuratedExamples> {
  const [uploaded, imported, golden] = await Promise.all([
    readUploaded(curated, workload, gathered),
    readImported(curated, workload, 'labelled'),
    readImported(curated, workload, 'golden'),
  ]);
  return {
    examples: [...uploaded.examples, ...imported.examples],
    golden: golden.examples,
    excluded: [...uploaded.excluded, ...imported.excluded, ...golden.excluded],
  };
}

type Read = Pick<CuratedExamples, 'examples' | 'excluded'>;

async function readUploaded(curated: Listing, workload: string, gathered: GatheredRecords): Promise<Read> {
  const { examples: made, feedback } = recordPrefixes;
  const listed = Promise.all([made, feedback].map(prefix => listAll(curated, `${prefix}${workload}/`)));
  // After the list of records: an object is there before its record is.
  const lying = listed.then(() => listAll(curated, `${intakePrefixes.labelled}${workload}/`));
  const records = listed.then(lists => lists.flat());
  const [texts, objects] = await Promise.all([gathered.texts(workload, curated, records), lying]);
  const newest = new Map<string, CuratedRecord>();
  for (const text of texts) {
    const record = parseCuratedRecord(JSON.parse(text));
    if (record && record.judgedAt > (newest.get(record.key)?.judgedAt ?? '')) newest.set(record.key, record);
  }
  const examples = [...newest.values()].flatMap(record => exampleOf(record) ?? []);
  const unusable = [...newest.values()].filter(record => exampleOf(record) === null);
  const present = onlyPresent(objects, examples);
  const excluded = unusable.map(
    ({ key, withdrawn }): Exclusion => ({ path: key, code: withdrawn ? 'CORRECTED_LABEL' : 'NOT_MEASURED' }),
  );
  return { examples: present.examples, excluded: [...excluded, ...present.excluded] };
}

/** @throws Error for a line that is no imported example: somebody else wrote below the prefix */
async function readImported(curated: Listing, workload: string, kind: ImportKind): Promise<Read> {
  const listed = await listAll(curated, importsOf(kind, workload));
  const keys = listed.map(({ key }) => key);
  const lies = `${importPrefixes[kind]}${workload}/`;
  const [texts, objects] = await Promise.all([readTexts(curated, keys), keys.length > 0 ? listAll(curated, lies) : []]);
  const byKey = new Map<string, Example>();
  for (const line of texts.flatMap(text => text.split('\n').filter(one => one !== ''))) {
    const { key, day, ...imported } = importedExampleSchema.parse(JSON.parse(line));
    const at = `${day}T00:00:00.000Z`;
    byKey.set(key, { path: key, source: exampleSources.imported, at, ...imported });
  }
  return onlyPresent(objects, [...byKey.values()]);
}

/** Keeps the examples whose object lies in the bucket in the size that the record says. */
function onlyPresent(objects: readonly ListedKey[], examples: readonly Example[]): Read {
  const sizes = new Map(objects.map(({ key, sizeBytes }) => [key, sizeBytes]));
  const isThere = ({ path, sizeBytes }: Example) => sizes.get(path) === sizeBytes;
  const gone = examples.filter(example => !isThere(example));
  return {
    examples: examples.filter(isThere),
    excluded: gone.map(({ path }): Exclusion => ({ path, code: 'REPLACED_OBJECT' })),
  };
}
