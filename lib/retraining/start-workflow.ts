import { Duration } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Fail, type IChainable, type StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { startWorkflowMinutes } from '../../lambdas/contracts/retraining';
import { invoke } from '../workflows/invoke';
import { standardWorkflow } from '../workflows/standard-workflow';
import type { WorkflowSettings } from '../workflows/workflow-logs';
import type { RetrainingFunctions } from './retraining-functions';

export interface StartWorkflowProps extends WorkflowSettings {
  readonly functions: RetrainingFunctions;
}

/**
 * "Start training": one execution a lease, named by its correlation id, so that a lease starts one training.
 *
 * ```
 * Start training ─► Training is started
 *        └ failed ─► Give the lease back ─► Training is not started
 * ```
 * Input: `StartCall`. It ends long before the lease does: nothing starts late for a lease that somebody else has.
 */
export class StartWorkflow extends Construct {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StartWorkflowProps,
  ) {
    super(scope, id);
    const { start, giveUp } = props.functions;
    const { resource, logGroup } = standardWorkflow(this, {
      settings: props,
      comment: 'Starts the training that a lease was given for',
      definition: this.definition(),
      timeout: Duration.minutes(startWorkflowMinutes),
      logs: 'states and their data',
      invokes: [start.resource, giveUp.resource],
    });
    this.resource = resource;
    this.logGroup = logGroup;
  }

  private definition(): IChainable {
    const { start, giveUp } = this.props.functions;
    const training = invoke(this, 'Start training', {
      function: start.resource,
      payload: '{% $states.input %}',
      outputs: '{% $states.result.Payload %}',
    });
    const back = invoke(this, 'Give the lease back', {
      function: giveUp.resource,
      payload:
        '{% {"workload": $states.input.call.workload, "correlationId": $states.input.correlationId, "error": $states.input.error} %}',
      outputs: '{% $states.result.Payload %}',
    });
    const failed = Fail.jsonata(this, 'Training is not started', {
      error: 'TrainingNotStarted',
      cause: '{% $states.input.cause %}',
    });
    training.addCatch(back.next(failed), { outputs: '{% $merge([$states.input, {"error": $states.errorOutput}]) %}' });
    return training.next(Succeed.jsonata(this, 'Training is started'));
  }
}
