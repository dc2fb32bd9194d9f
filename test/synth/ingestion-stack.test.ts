import { Match, type Template } from 'aws-cdk-lib/assertions';

import aslValidator = require('asl-validator');

import { resourcesOf, stateMachines, stateOf } from '../support/state-machines';
import { synthesize, synthesizeWith } from '../support/synthesize';

let ingestion: Template;
beforeAll(() => {
  ingestion = synthesize('dev')['Ingestion']!;
});

const workflow = () => stateMachines(ingestion).find(({ StateMachineType }) => StateMachineType === 'EXPRESS')!;
const backfill = () => stateMachines(ingestion).find(({ StateMachineType }) => StateMachineType === 'STANDARD')!;
const statements = (template: Template, id: RegExp) =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([name]) => id.test(name))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
const actions = (template: Template, id: RegExp) =>
  statements(template, id).flatMap(({ Action }) => Action as string | string[]);

describe('the validation workflow', () => {
  it.each(['EXPRESS', 'STANDARD'])('is valid Amazon States Language (%s)', type => {
    const machine = stateMachines(ingestion).find(({ StateMachineType }) => StateMachineType === type)!;
    const text = JSON.stringify(machine['definition']).replaceAll('<AWS::Partition>', 'aws');
    expect(aslValidator(JSON.parse(text)).errors).toEqual([]);
  });

  it.each(['Validate batch', 'Place batch'])('tries items one at a time when "%s" crashes', name => {
    expect(stateOf(workflow(), name)['Catch']).toMatchObject([
      { ErrorEquals: ['States.ALL'], Next: 'One item at a time' },
    ]);
  });

  it.each(['Validate batch', 'Place batch', 'Validate one item', 'Place one item'])(
    'tries "%s" again with backoff when Lambda is busy',
    name => {
      const [retry] = stateOf(workflow(), name)['Retry'];
      expect(retry.ErrorEquals).toContain('Lambda.TooManyRequestsException');
      expect(retry).toMatchObject({ BackoffRate: 2, MaxAttempts: 4 });
    },
  );

  it('keeps the error of every failed item and names them to the pipe', () => {
    expect(stateOf(workflow(), 'Any failure?')['Choices']).toMatchObject([{ Next: 'Keep the last errors' }]);
    expect(stateOf(workflow(), 'Keep the last error')['Resource']).toMatch(/dynamodb:putItem$/);
    expect(stateOf(workflow(), 'Answer the pipe')['Output']).toContain('batchItemFailures');
  });

  it('ends before its messages show up in the queue again', () => {
    const template = synthesizeWith({ ingestion: { retrySeconds: 120 } })['Ingestion']!;
    const [machine] = stateMachines(template).filter(({ StateMachineType }) => StateMachineType === 'EXPRESS');
    expect(machine!['definition'].TimeoutSeconds).toBeLessThan(120);
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });
});

describe('the pipe', () => {
  it('waits for the workflow, so that only failed items return', () => {
    ingestion.hasResourceProperties('AWS::Pipes::Pipe', {
      TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'REQUEST_RESPONSE' } },
    });
  });

  it('takes batches of the configured size and patience', () => {
    const template = synthesizeWith({ ingestion: { batchSize: 7, batchWindowSeconds: 3 } })['Ingestion']!;
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: { SqsQueueParameters: { BatchSize: 7, MaximumBatchingWindowInSeconds: 3 } },
    });
  });

  it('may start that workflow and nothing else', () => {
    expect(actions(ingestion, /IntakePipeRole/).filter(action => action.startsWith('states:'))).toEqual([
      'states:StartSyncExecution',
    ]);
  });
});

describe('the queue', () => {
  it('gives up on a message after the configured tries', () => {
    const template = synthesizeWith({ ingestion: { maxTries: 9 } })['Ingestion']!;
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 9 }) });
  });

  it('receives what arrives under incoming/ and labelled/, and nothing else', () => {
    ingestion.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ prefix: 'incoming/' }, { prefix: 'labelled/' }] } },
      },
    });
  });

  it('gets undeliverable events into the dead-letter queue', () => {
    ingestion.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
  });
});

describe('the backfill', () => {
  it('maps over a listing with an Express child per batch and tolerates some failed batches', () => {
    expect(stateOf(backfill(), 'Validate every batch')).toMatchObject({
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      ItemBatcher: { MaxItemsPerBatch: 40 },
      ToleratedFailurePercentage: 10,
      ResultWriter: { Arguments: { Prefix: '_backfill/' } },
    });
  });

  it('hands what it could not finish to the queue', () => {
    for (const name of ['Validate listed batch', 'Place listed batch']) {
      expect(stateOf(backfill(), name)['Catch']).toMatchObject([{ Next: 'Hand the rest to the queue' }]);
    }
  });
});

describe('least privilege', () => {
  it('lets the function that decodes hostile bytes write nothing but the ledger', () => {
    const writing = actions(ingestion, /FunctionsValidateRole/).filter(action =>
      /Put|Delete|Write|Send|Publish/.test(action),
    );
    expect(new Set(writing)).toEqual(
      new Set(['logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments', 'dynamodb:PutItem']),
    );
  });

  it('lets no function use the key but through the services it calls', () => {
    const keyUse = statements(ingestion, /Functions|Reconciler/).filter(({ Action }) =>
      String(Action).includes('kms:'),
    );
    expect(keyUse.length).toBeGreaterThan(2);
    for (const { Condition } of keyUse) expect(Condition.StringEquals['kms:ViaService']).toBeDefined();
  });

  it('attaches no managed policy', () => {
    for (const [, { Properties }] of resourcesOf(ingestion, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('functions', () => {
  const functions = (template = ingestion) => resourcesOf(template, 'AWS::Lambda::Function');

  it('run on arm64 in an account', () => {
    for (const [, { Properties }] of functions()) expect(Properties.Architectures).toEqual(['arm64']);
  });

  it('move into the network that the configuration names', () => {
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    };
    const template = synthesizeWith({ network })['Ingestion']!;
    for (const [, { Properties }] of functions(template))
      expect(Properties.VpcConfig.SubnetIds).toEqual(['subnet-0a1b2c3d']);
    const asked = actions(template, /./).filter(action => action === 'ec2:CreateNetworkInterface');
    expect(asked).toHaveLength(functions(template).length);
    expect(actions(ingestion, /./).filter(action => action.startsWith('ec2:'))).toEqual([]);
  });

  it('keep their logs as long as the configuration says, encrypted', () => {
    const template = synthesizeWith({ logRetentionDays: 14 })['Ingestion']!;
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(Properties).toMatchObject({ RetentionInDays: 14, KmsKeyId: expect.anything() });
    }
  });

  it('have the configured memory', () => {
    const template = synthesizeWith({ ingestion: { functionMemoryMiB: 2048 } })['Ingestion']!;
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 2048 });
  });
});
