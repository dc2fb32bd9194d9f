import type { LabelRecord } from '../../../contracts/label-record';
import { always, type Column, maybe } from '../../tables/column';

const is = always<LabelRecord>();
const may = maybe<LabelRecord>();

/** The columns of `_parquet/labels/`, beside the partitions `workload` and `dt`. New ones are added at the end. */
export const labelColumns: readonly Column<LabelRecord>[] = [
  is('inference_id', 'text', row => row.inferenceId),
  is('key', 'text', row => row.key),
  may('predicted', 'text', row => row.predicted),
  is('actual', 'text', row => row.actual),
  may('score', 'number', row => row.score),
  may('model_package_arn', 'text', row => row.modelPackageArn),
  may('model_version', 'whole', row => row.modelVersion),
  may('artifact_sha256', 'text', row => row.artifactSha256),
  may('content_sha256', 'text', row => row.contentSha256),
  may('correlation_id', 'text', row => row.correlationId),
  is('predicted_at', 'moment', row => new Date(row.predictedAt)),
  is('labelled_at', 'moment', row => new Date(row.labelledAt)),
  is('joined_at', 'moment', row => new Date(row.joinedAt)),
  is('source_key', 'text', row => row.source.key),
  is('source_version', 'text', row => row.source.versionId),
  is('source_line', 'whole', row => row.source.line),
  is('revision', 'whole', row => row.revision),
  may('corrected_from', 'text', row => row.corrects?.actual ?? null),
];
