import type { SageMakerRule } from '../rule';
import { captureKey } from './capture-key';
import { definitionInline } from './definition-inline';
import { endpointKey } from './endpoint-key';
import { groupPolicyNarrow } from './group-policy-narrow';
import { imageByDigest } from './image-by-digest';
import { insideVpc } from './inside-vpc';
import { modelIsolated } from './model-isolated';
import { noFullAccess } from './no-full-access';
import { noNotebooks } from './no-notebooks';
import { noWideActions } from './no-wide-actions';
import { outputKey } from './output-key';
import { ownJobRole } from './own-job-role';
import { processingIsolated } from './processing-isolated';
import { rolePassedToService } from './role-passed-to-service';
import { runTimeLimited } from './run-time-limited';
import { tagged } from './tagged';
import { trafficEncrypted } from './traffic-encrypted';
import { trainingIsolated } from './training-isolated';
import { volumeKey } from './volume-key';

/** Every rule, in the order of its number. */
export const sageMakerRules: readonly SageMakerRule[] = [
  trainingIsolated,
  processingIsolated,
  modelIsolated,
  trafficEncrypted,
  volumeKey,
  outputKey,
  imageByDigest,
  runTimeLimited,
  insideVpc,
  noFullAccess,
  noWideActions,
  rolePassedToService,
  groupPolicyNarrow,
  endpointKey,
  captureKey,
  noNotebooks,
  tagged,
  definitionInline,
  ownJobRole,
];
