import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { acknowledge } from '../../../lib/observability/acknowledge';
import { sageMakerRules } from '../../../lib/security/rules';
import { SageMakerChecks } from '../../../lib/security/sagemaker-checks';
import { allow, check, pipeline, policy, processing, type Resource, resource, step, training } from './check-resources';

const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const inTemplate = { Ref: 'Something' };
const digest = `repository@sha256:${'a'.repeat(64)}`;
/** As CDK writes the image of an asset where neither account nor region is known. */
const asset = {
  'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/cdk-hnb659fds-container-assets-\${AWS::AccountId}-\${AWS::Region}:${'b'.repeat(64)}`,
};
const variant = (own: object) => ({ ProductionVariants: [{ ModelName: 'm', VariantName: 'v', ...own }] });
const byService = (service: unknown, operator = 'StringEquals') => ({ [operator]: { 'iam:PassedToService': service } });
const tags = (...keys: string[]) => ({ Tags: keys.map(Key => ({ Key, Value: 'x' })) });
const groupPolicy = (...Statement: object[]) =>
  resource('ModelPackageGroup', { ModelPackageGroupPolicy: { Statement } });

type Cases = Readonly<Record<string, readonly [resource: Resource, findings: readonly string[]]>>;

/** By rule: what complies (no finding), what does not, and what references make of it. */
const cases: Readonly<Record<string, Cases>> = {
  SM1: {
    'isolated training': [training({ EnableNetworkIsolation: true }), []],
    'training without a word': [training({}), ['Step::Step']],
    'a parameter that decides': [training({ EnableNetworkIsolation: { Get: 'Parameters.Isolated' } }), ['Step::Step']],
    'the guilty one of two': [
      pipeline(step('Training', { EnableNetworkIsolation: true }, 'A'), step('Training', {}, 'B')),
      ['Step::B'],
    ],
    'training inside a condition': [
      pipeline(step('Condition', { IfSteps: [step('Condition', { ElseSteps: [step('Training', {}, 'Deep')] })] })),
      ['Step::Deep'],
    ],
    'a tuning job of one definition': [
      pipeline(step('Tuning', { TrainingJobDefinition: { EnableNetworkIsolation: true } })),
      [],
    ],
    'a tuning job of several': [
      pipeline(step('Tuning', { TrainingJobDefinitions: [{ EnableNetworkIsolation: true }, {}] })),
      ['Step::Step'],
    ],
    'another resource': [resource('Model', {}), []],
  },
  SM2: {
    'isolated processing': [processing({ NetworkConfig: { EnableNetworkIsolation: true } }), []],
    'processing without a word': [processing({}), ['Step::Step']],
    'a resource of its own': [resource('ProcessingJob', { NetworkConfig: { EnableNetworkIsolation: false } }), ['']],
  },
  SM3: {
    'an isolated model': [resource('Model', { EnableNetworkIsolation: true }), []],
    'as CloudFormation text': [resource('Model', { EnableNetworkIsolation: 'true' }), []],
    'a model without a word': [resource('Model', {}), ['']],
    'a reference that decides': [resource('Model', { EnableNetworkIsolation: inTemplate }), ['']],
    'a model step': [pipeline(step('Model', {}, 'Create')), ['Step::Create']],
  },
  SM4: {
    'encrypted training': [training({ EnableInterContainerTrafficEncryption: true }), []],
    'training in the clear': [training({}), ['Step::Step']],
    'encrypted processing': [processing({ NetworkConfig: { EnableInterContainerTrafficEncryption: true } }), []],
    'processing with the flag in the wrong place': [
      processing({ EnableInterContainerTrafficEncryption: true }),
      ['Step::Step'],
    ],
  },
  SM5: {
    'training with a key': [training({ ResourceConfig: { VolumeKmsKeyId: 'k' } }), []],
    'training with an empty key': [training({ ResourceConfig: { VolumeKmsKeyId: '' } }), ['Step::Step']],
    'processing with a key': [processing({ ProcessingResources: { ClusterConfig: { VolumeKmsKeyId: 'k' } } }), []],
    'processing without': [processing({ ProcessingResources: { ClusterConfig: {} } }), ['Step::Step']],
    'transform without': [pipeline(step('Transform', { TransformResources: {} })), ['Step::Step']],
    'a key that the execution names': [
      training({ ResourceConfig: { VolumeKmsKeyId: { Get: 'Parameters.Key' } } }),
      ['Step::Step'],
    ],
    'a key of the template': [
      resource('ProcessingJob', { ProcessingResources: { ClusterConfig: { VolumeKmsKeyId: key } } }),
      [],
    ],
    'no value': [
      resource('ProcessingJob', {
        ProcessingResources: { ClusterConfig: { VolumeKmsKeyId: { Ref: 'AWS::NoValue' } } },
      }),
      [''],
    ],
  },
  SM6: {
    'training with a key': [training({ OutputDataConfig: { KmsKeyId: 'k' } }), []],
    'training without': [training({ OutputDataConfig: {} }), ['Step::Step']],
    'processing without outputs': [processing({}), []],
    'processing with outputs and no key': [processing({ ProcessingOutputConfig: { Outputs: [] } }), ['Step::Step']],
    'transform with a key': [pipeline(step('Transform', { TransformOutput: { KmsKeyId: 'k' } })), []],
    'an output key put together by the execution': [
      training({ OutputDataConfig: { KmsKeyId: { 'Std:Join': { On: '', Values: [] } } } }),
      ['Step::Step'],
    ],
  },
  SM7: {
    'a digest': [training({ AlgorithmSpecification: { TrainingImage: digest } }), []],
    'a tag': [training({ AlgorithmSpecification: { TrainingImage: 'repository:latest' } }), ['Step::Step']],
    'no tag at all': [processing({ AppSpecification: { ImageUri: 'repository' } }), ['Step::Step']],
    'a parameter': [processing({ AppSpecification: { ImageUri: { Get: 'Parameters.Image' } } }), ['Step::Step']],
    'a CDK asset': [resource('Model', { PrimaryContainer: { Image: asset } }), []],
    'a reference': [resource('Model', { PrimaryContainer: { Image: inTemplate } }), ['']],
    'the second of two containers': [resource('Model', { Containers: [{ Image: digest }, { Image: 'a:1' }] }), ['']],
    'a short hash in an asset repository': [
      resource('Model', { PrimaryContainer: { Image: 'r/cdk-x-container-assets-1:abc' } }),
      [''],
    ],
    'an algorithm of SageMaker': [training({ AlgorithmSpecification: { AlgorithmName: 'a' } }), []],
    'a registered version': [
      pipeline(step('RegisterModel', { InferenceSpecification: { Containers: [{ Image: 'a:1' }] } })),
      ['Step::Step'],
    ],
  },
  SM8: {
    'an hour': [training({ StoppingCondition: { MaxRuntimeInSeconds: 3600 } }), []],
    'five days': [training({ StoppingCondition: { MaxRuntimeInSeconds: 432_000 } }), []],
    'a second more': [training({ StoppingCondition: { MaxRuntimeInSeconds: 432_001 } }), ['Step::Step']],
    'no limit': [processing({}), ['Step::Step']],
    'a limit that the execution chooses': [
      training({ StoppingCondition: { MaxRuntimeInSeconds: { Get: 'Parameters.Limit' } } }),
      ['Step::Step'],
    ],
  },
  SM10: {
    'no managed policy': [{ type: 'AWS::IAM::Role', properties: {} }, []],
    'full access': [
      {
        type: 'AWS::IAM::Role',
        properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess'] },
      },
      [''],
    ],
    'full access, partition by reference': [
      {
        type: 'AWS::IAM::User',
        properties: {
          ManagedPolicyArns: [
            {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonSageMakerCanvasFullAccess']],
            },
          ],
        },
      },
      [''],
    ],
    'a policy of the template': [{ type: 'AWS::IAM::Role', properties: { ManagedPolicyArns: [inTemplate] } }, []],
  },
  SM11: {
    'one action on one pipeline': [policy(allow('sagemaker:StartPipelineExecution', inTemplate)), []],
    'every action': [policy(allow('sagemaker:*', inTemplate)), ['Action::sagemaker:*']],
    'a group of actions': [policy(allow(['sagemaker:List*'], inTemplate)), ['Action::sagemaker:List*']],
    'on everything': [policy(allow('sagemaker:Search', '*')), ['Everywhere::sagemaker:Search']],
    'of every service': [policy(allow('*', inTemplate)), ['Action::*']],
    'another service on everything': [policy(allow('xray:PutTraceSegments', '*')), []],
    'a denial': [policy({ Effect: 'Deny', Action: 'sagemaker:*', Resource: '*' }), []],
    'in-line in a role': [
      {
        type: 'AWS::IAM::Role',
        properties: { Policies: [{ PolicyDocument: { Statement: allow('sagemaker:*', inTemplate) } }] },
      },
      ['Action::sagemaker:*'],
    ],
  },
  SM12: {
    'one role to one service': [policy(allow('iam:PassRole', key, byService('sagemaker.amazonaws.com'))), []],
    'no condition': [policy(allow('iam:PassRole', key)), ['Condition::iam:PassedToService']],
    'any service': [
      policy(allow('iam:PassRole', key, byService('*', 'StringLike'))),
      ['Condition::iam:PassedToService'],
    ],
    'a condition that holds when the key is absent': [
      policy(allow('iam:PassRole', key, byService('sagemaker.amazonaws.com', 'StringEqualsIfExists'))),
      ['Condition::iam:PassedToService'],
    ],
    'any role': [policy(allow('iam:PassRole', '*', byService('sagemaker.amazonaws.com'))), ['Resource::*']],
    'hidden in a wildcard': [policy(allow('iam:Pass*', key)), ['Condition::iam:PassedToService']],
    'no such right': [policy(allow('iam:GetRole', '*')), []],
  },
  SM13: {
    'no policy': [resource('ModelPackageGroup', {}), []],
    'one account, one action': [
      groupPolicy({ Effect: 'Allow', Principal: { AWS: '1' }, Action: 'sagemaker:DescribeModelPackage' }),
      [],
    ],
    everybody: [
      groupPolicy({ Effect: 'Allow', Principal: '*', Action: 'sagemaker:DescribeModelPackage' }),
      ['Principal::*'],
    ],
    'everybody in a list': [
      groupPolicy({ Effect: 'Allow', Principal: { AWS: ['1', '*'] }, Action: 'sagemaker:DescribeModelPackage' }),
      ['Principal::*'],
    ],
    'everybody of an organisation': [
      groupPolicy({ Effect: 'Allow', Principal: '*', Action: 'sagemaker:X', Condition: { StringEquals: { o: 'o' } } }),
      [],
    ],
    'every action': [
      groupPolicy({ Effect: 'Allow', Principal: { AWS: '1' }, Action: 'sagemaker:*' }),
      ['Action::sagemaker:*'],
    ],
    'a principal of the template': [
      groupPolicy({ Effect: 'Allow', Principal: { AWS: inTemplate }, Action: 'sagemaker:X' }),
      [],
    ],
  },
  SM14: {
    'an instance with a key': [resource('EndpointConfig', { ...variant({}), KmsKeyId: key }), []],
    'an instance without': [resource('EndpointConfig', variant({ InstanceType: 'ml.t3.medium' })), ['']],
    serverless: [resource('EndpointConfig', variant({ ServerlessConfig: {} })), []],
    'a step': [pipeline(step('EndpointConfig', variant({}))), ['Step::Step']],
  },
  SM15: {
    'no capture': [resource('EndpointConfig', variant({})), []],
    'capture with a key': [resource('EndpointConfig', { DataCaptureConfig: { KmsKeyId: key } }), []],
    'capture without': [resource('EndpointConfig', { DataCaptureConfig: { EnableCapture: false } }), ['']],
    'capture with no value': [
      resource('EndpointConfig', { DataCaptureConfig: { KmsKeyId: { Ref: 'AWS::NoValue' } } }),
      [''],
    ],
  },
  SM16: {
    'a notebook instance': [resource('NotebookInstance', {}), ['']],
    'a model': [resource('Model', {}), []],
  },
  SM17: {
    'both tags': [resource('ModelPackageGroup', tags('everloop:project', 'everloop:environment')), []],
    'one tag': [resource('Pipeline', tags('everloop:project')), ['Tag::everloop:environment']],
    none: [resource('Endpoint', {}), ['Tag::everloop:project', 'Tag::everloop:environment']],
    'a type without tags': [resource('ImageVersion', {}), []],
  },
  SM18: {
    'in the template': [pipeline(), []],
    'in S3': [resource('Pipeline', { PipelineDefinition: { PipelineDefinitionS3Location: { Bucket: 'b' } } }), ['']],
  },
  SM19: {
    'a role of its own': [training({ RoleArn: 'arn:aws:iam::123456789012:role/train' }), []],
    "the pipeline's role": [training({ RoleArn: 'arn:aws:iam::123456789012:role/pipeline' }), ['Step::Step']],
    'no role, which means the same': [processing({}), ['Step::Step']],
    'a role that the execution names': [training({ RoleArn: { Get: 'Parameters.Role' } }), ['Step::Step']],
  },
};

describe.each(Object.entries(cases))('%s', (rule, ofRule) => {
  it.each(Object.entries(ofRule))('%s', (_, [subject, expected]) => {
    expect(check(rule, subject)).toEqual(expected);
  });
});

describe('SM9, where the environment names a network', () => {
  const networked = { networked: true };
  const vpc = { VpcConfig: { Subnets: [inTemplate], SecurityGroupIds: [inTemplate] } };

  it.each<[string, Resource, string[]]>([
    ['training inside', training(vpc), []],
    ['training outside', training({}), ['Step::Step']],
    ['processing inside', processing({ NetworkConfig: vpc }), []],
    ['processing with it in the wrong place', processing(vpc), ['Step::Step']],
    ['a model inside', resource('Model', vpc), []],
    ['a model outside', resource('Model', {}), ['']],
  ])('%s', (_, subject, expected) => expect(check('SM9', subject, networked)).toEqual(expected));

  it('asks for nothing in other environments', () => expect(check('SM9', training({}))).toEqual([]));
});

it('every rule has cases here, and an id of its own', () => {
  const ids = sageMakerRules.map(({ id }) => id);
  expect([...Object.keys(cases), 'SM9'].sort()).toEqual([...ids].sort());
  expect(ids).toEqual(ids.map((_, index) => `SM${index + 1}`));
});

it('a finding can be acknowledged, for its step alone', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const subject = new CfnResource(stack, 'Subject', pipeline(step('Training', {}, 'A'), step('Training', {}, 'B')));
  acknowledge(subject, 'Everloop-SM1[Step::A]', 'a test');
  const { violations } = new SageMakerChecks(app, { networked: false }).validateScope(stack);
  expect(violations.map(({ ruleName }) => ruleName)).toContain('Everloop-SM1[Step::B]');
  expect(violations.map(({ ruleName }) => ruleName)).not.toContain('Everloop-SM1[Step::A]');
});

it('a definition that holds references of the template is read all the same', () => {
  const { properties, ...rest } = training({ RoleArn: 'ROLE', EnableNetworkIsolation: false });
  const body = (properties['PipelineDefinition'] as any).PipelineDefinitionBody as string;
  const [before, after] = body.split('ROLE');
  const joined = { 'Fn::Join': ['', [before, { 'Fn::GetAtt': ['TrainRole', 'Arn'] }, after]] };
  const subject = { ...rest, properties: { ...properties, PipelineDefinition: { PipelineDefinitionBody: joined } } };
  expect(check('SM1', subject)).toEqual(['Step::Step']);
  expect(check('SM19', subject)).toEqual([]);
});
