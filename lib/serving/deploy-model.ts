import { Duration } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  type StateMachine,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ServingSite } from '../../lambdas/contracts/deployment';
import { invoke } from '../workflows/invoke';
import { standardWorkflow } from '../workflows/standard-workflow';
import type { WorkflowSettings } from '../workflows/workflow-logs';
import type { DeployedNames } from './deployed-names';
import type { DeploymentFunctions } from './deployment-functions';
import { FleetScaling } from './fleet-scaling';

export interface DeployModelProps extends WorkflowSettings {
  readonly functions: DeploymentFunctions;
  readonly names: DeployedNames;
  readonly site: ServingSite;
  /** How often it looks what SageMaker is doing. */
  readonly pollSeconds: number;
}

/** What every state after the first one carries on. */
const onward = '{% $states.input %}';
const failed = '{% $merge([$states.input, {"error": $states.errorOutput}]) %}';

/**
 * "Deploy model": one workflow for both stages, one execution a deployment.
 *
 * ```
 * Prepare deployment ─► Start deployment ─► Wait ─► Watch ─► at rest? ─ yes ─► Verify ─► Settle ─► Deployed
 *         │                     │            ▲        │         └ no ─► (Probe new fleet) ─┐ │
 *         │                     │            └────────┼──────────────────────────────────┘ │        │
 *         └─────────────────────┴──── Clean up ◄──────┴────────────────────────────────────┴────────┘ ─► Not deployed
 * ```
 * Input: `DeployModelCall`. What it will do is decided once, by the first state.
 */
export class DeployModel extends Construct {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeployModelProps,
  ) {
    super(scope, id);
    const { resource, logGroup } = standardWorkflow(this, {
      settings: props,
      comment: 'Deploys one version of a model to one endpoint, and proves that it answers',
      definition: this.definition(),
      // Longer than SageMaker's own longest update of 8 h.
      timeout: Duration.hours(10),
      logs: 'states and their data',
      invokes: props.functions.all.map(({ resource }) => resource),
    });
    this.resource = resource;
    this.logGroup = logGroup;
  }

  private definition(): IChainable {
    const { functions } = this.props;
    const cleanUp = this.cleanUp();
    const prepare = this.prepare(cleanUp);
    const start = this.step('Start deployment', { does: functions.start, outputs: onward, cleanUp });
    const verify = this.step('Verify deployment', { does: functions.verify, outputs: onward, cleanUp });
    this.patient(start);
    start.next(this.watching(verify, cleanUp));
    const settle = this.settle(cleanUp);
    const scaling = new FleetScaling(this, 'Scaling', { plans: this.props.site.plans, names: this.props.names });
    verify.next(scaling.isUsed ? scaling.before(settle, cleanUp) : settle);
    return prepare.next(start);
  }

  /** The call, and what the template knows beside it. */
  private prepare(cleanUp: IChainable): LambdaInvoke {
    const shared = '"execution": $states.context.Execution.Name, "startedAt": $states.context.Execution.StartTime';
    const state = invoke(this, 'Prepare deployment', {
      function: this.props.functions.prepare.resource,
      payload: {
        call: '{% $states.input %}',
        execution: '{% $states.context.Execution.Name %}',
        site: this.props.site,
      },
      outputs: `{% {"call": $states.input, ${shared}, "deployment": $states.result.Payload} %}`,
    });
    this.patient(state);
    state.addCatch(cleanUp, { outputs: `{% {"call": $states.input, ${shared}, "error": $states.errorOutput} %}` });
    return state;
  }

  private watching(verify: LambdaInvoke, cleanUp: IChainable): Wait {
    const { functions, pollSeconds } = this.props;
    const wait = Wait.jsonata(this, 'Wait for the endpoint', {
      time: WaitTime.duration(Duration.seconds(pollSeconds)),
    });
    const watch = invoke(this, 'Watch endpoint', {
      function: functions.watch.resource,
      payload: '{% {"deployment": $states.input.deployment, "startedAt": $states.input.startedAt} %}',
      outputs: '{% $merge([$states.input, {"watched": $states.result.Payload}]) %}',
    });
    watch.addCatch(cleanUp, { outputs: failed });
    const probe = invoke(this, 'Probe new fleet', {
      function: functions.probe.resource,
      payload: '{% $states.input.deployment %}',
      outputs: onward,
    });
    // The alarms decide, not the probe: a probe that fails once says nothing of the fleet.
    probe.addCatch(wait, { outputs: onward });
    const atRest = Choice.jsonata(this, 'Is the endpoint at rest?')
      .when(Condition.jsonata('{% $states.input.watched.next = "verify" %}'), verify)
      .when(Condition.jsonata('{% $states.input.watched.next = "probe" %}'), probe.next(wait))
      .otherwise(wait);
    wait.next(watch).next(atRest);
    return wait;
  }

  private settle(cleanUp: IChainable): IChainable {
    const state = invoke(this, 'Settle deployment', {
      function: this.props.functions.end.resource,
      payload: onward,
      outputs: '{% $states.input.deployment %}',
    });
    // Nothing else than its refusal takes a version back that was verified.
    state.addCatch(cleanUp, { errors: ['DeploymentFailedError'], outputs: failed });
    return state.next(Succeed.jsonata(this, 'Model is deployed'));
  }

  /** Ends in one sentence about what failed, whatever else went wrong on the way. */
  private cleanUp(): LambdaInvoke {
    const state = invoke(this, 'Clean up failed deployment', {
      function: this.props.functions.end.resource,
      payload: onward,
      outputs: '{% $states.result.Payload %}',
    });
    this.patient(state);
    const left = Fail.jsonata(this, 'Failed deployment is not cleaned up', {
      error: 'DeploymentNotCleanedUp',
      cause: '{% "deploy model: what a failed deployment made must be removed, got: " & $string($states.input) %}',
    });
    state.addCatch(left, { outputs: '{% {"cleanUp": $states.errorOutput, "deployment": $states.input.error} %}' });
    const end = Fail.jsonata(this, 'Model is not deployed', {
      error: '{% $states.input.error %}',
      cause: '{% $states.input.cause %}',
    });
    state.next(end);
    return state;
  }

  private step(
    name: string,
    { does, outputs, cleanUp }: { does: DeploymentFunctions['start']; outputs: string; cleanUp: IChainable },
  ): LambdaInvoke {
    const payload = '{% $states.input.deployment %}';
    const state = invoke(this, name, { function: does.resource, payload, outputs });
    state.addCatch(cleanUp, { outputs: failed });
    return state;
  }

  /** SageMaker changes one thing at a time at an endpoint: a quarter of an hour of patience. */
  private patient(state: LambdaInvoke): void {
    const { pollSeconds } = this.props;
    state.addRetry({
      errors: ['EndpointBusyError'],
      interval: Duration.seconds(pollSeconds),
      maxAttempts: Math.ceil(900 / pollSeconds),
      backoffRate: 1,
    });
  }
}
