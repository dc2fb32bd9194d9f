/** The template of the alarm contract tests: every way an alarm can reach somebody, all ending in one queue. */

const ratio = (rejected: string, validated: string) => [
  { Id: 'rejected', ReturnData: false, MetricStat: { Metric: named(rejected), Period: 60, Stat: 'Sum' } },
  { Id: 'validated', ReturnData: false, MetricStat: { Metric: named(validated), Period: 60, Stat: 'Sum' } },
  { Id: 'share', Expression: '100 * FILL(rejected, 0) / validated', Label: 'Rejected %', ReturnData: true },
];
const named = (MetricName: string) => ({
  Namespace: 'Everloop/Test',
  MetricName,
  Dimensions: [{ Name: 'Workload', Value: 'product-images' }],
});
const get = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });

const NOTIFIED = {
  Inbox: { Type: 'AWS::SQS::Queue' },
  Watched: { Type: 'AWS::SQS::Queue' },
  InboxPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Inbox' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
            Action: 'sqs:SendMessage',
            Resource: get('Inbox'),
          },
        ],
      },
    },
  },
  Topic: { Type: 'AWS::SNS::Topic' },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    DependsOn: 'InboxPolicy',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: get('Inbox') },
  },
  StateChanges: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { state: { value: ['ALARM'] } },
      },
      Targets: [{ Id: 'inbox', Arn: get('Inbox') }],
    },
  },
};

const FUNCTION = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          { Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        {
          PolicyName: 'events',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }],
          },
        },
      ],
    },
  },
  OnAlarm: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: get('Role'),
      Code: { ZipFile: 'exports.handler = async () => { throw new Error("told"); };' },
    },
  },
};

const ALARMS = {
  RejectionShare: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: 'Too many images are rejected',
      Metrics: ratio('Rejected', 'Validated'),
      EvaluationPeriods: 1,
      Threshold: 20,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'Topic' }, get('OnAlarm')],
    },
  },
  QuietClass: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...named('Recall'),
      Dimensions: [{ Name: 'Class', Value: 'Bags' }],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0.8,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'missing',
    },
  },
  Trouble: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmRule: {
        'Fn::Join': ['', ['ALARM("', get('RejectionShare'), '") AND NOT ALARM("', { Ref: 'QuietClass' }, '")']],
      },
      AlarmActions: [{ Ref: 'Topic' }],
    },
  },
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardBody: JSON.stringify({ widgets: [] }) },
  },
};

export const TEMPLATE = JSON.stringify({
  Resources: { ...NOTIFIED, ...FUNCTION, ...ALARMS },
  Outputs: Object.fromEntries(
    [...Object.keys(ALARMS), 'Inbox', 'Watched', 'OnAlarm', 'Role'].map(name => [name, { Value: { Ref: name } }]),
  ),
});
