import type { PredictionRecord } from '../../../contracts/prediction-record';
import { always, type Column, maybe } from '../../tables/column';

const is = always<PredictionRecord>();
const may = maybe<PredictionRecord>();

/** The columns of `_parquet/predictions/`, beside the partitions `workload` and `dt`. New ones are added at the end. */
export const recordColumns: readonly Column<PredictionRecord>[] = [
  is('inference_id', 'text', row => row.inferenceId),
  is('key', 'text', row => row.key),
  is('source_version', 'text', row => row.sourceVersion),
  is('curated_version', 'text', row => row.curatedVersion),
  is('features_key', 'text', row => row.featuresKey),
  may('model_package_arn', 'text', row => row.modelPackageArn),
  may('model_version', 'whole', row => row.modelVersion),
  may('artifact_sha256', 'text', row => row.artifactSha256),
  may('content_sha256', 'text', row => row.contentSha256),
  may('correlation_id', 'text', row => row.correlationId),
  may('label', 'text', row => row.label),
  may('score', 'number', row => row.score),
  may('probabilities', 'numbers', row => row.probabilities),
  is('for_review', 'truth', row => row.forReview),
  may('refusal_code', 'text', row => row.refusal?.code ?? null),
  may('refusal_message', 'text', row => row.refusal?.message ?? null),
  is('features', 'numbers', row => row.features),
  is('milliseconds', 'number', row => row.milliseconds),
  is('items_in_call', 'whole', row => row.itemsInCall),
  is('arrived_at', 'moment', row => new Date(row.arrivedAt)),
  is('predicted_at', 'moment', row => new Date(row.predictedAt)),
];
