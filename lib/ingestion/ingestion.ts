import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { FunctionSettings } from '../functions/feature-function';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { BackfillWorkflow } from './backfill-workflow';
import { BatchFunctions } from './batch-functions';
import { IntakePipe } from './intake-pipe';
import { IntakeQueue } from './intake-queue';
import type { LedgerTable } from './ledger-table';
import { Reconciler } from './reconciler';
import { ValidationWorkflow } from './validation-workflow';

export interface IngestionProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
}

/** The workflow ends well before its messages show up in the queue again. */
const marginSeconds = 10;

/** What happens to everything that arrives: queue, Pipe, validation workflow, backfill, reconciler. */
export class Ingestion extends Construct {
  readonly queue: IntakeQueue;
  readonly functions: BatchFunctions;
  readonly workflow: ValidationWorkflow;
  readonly backfill: BackfillWorkflow;
  readonly reconciler: Reconciler;

  constructor(scope: Construct, id: string, props: IngestionProps) {
    super(scope, id);
    const { settings, environment, key, buckets, ledger } = props;
    const { intake } = buckets;
    const workflowSettings = { key, logRetentionDays: settings.logRetentionDays };
    this.queue = new IntakeQueue(this, 'IntakeQueue', { key, intake, environment });
    this.functions = new BatchFunctions(this, 'BatchFunctions', props);
    const { queue, functions } = this;
    this.workflow = new ValidationWorkflow(this, 'ValidationWorkflow', {
      ...workflowSettings,
      functions,
      ledger,
      timeoutSeconds: environment.ingestion.retrySeconds - marginSeconds,
    });
    this.backfill = new BackfillWorkflow(this, 'BackfillWorkflow', {
      ...workflowSettings,
      functions,
      queue: queue.resource,
      buckets,
      concurrency: environment.ingestion.backfillConcurrency,
    });
    this.reconciler = new Reconciler(this, 'Reconciler', { settings, key, intake, queue, ledger });
    new IntakePipe(this, 'IntakePipe', { queue: queue.resource, workflow: this.workflow.resource, environment });
  }
}
