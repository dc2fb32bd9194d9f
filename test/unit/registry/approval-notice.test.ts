import { endpointName, loopName, transformName, workloadOfName } from '../../../lambdas/contracts/resource-names';
import { stages } from '../../../lambdas/contracts/serving-settings';
import { noticeMail } from '../../../lambdas/domain/notices/notice-mail';
import { approvalNotice } from '../../../lambdas/domain/registry/approval-notice';
import { scoreTable } from '../../../lambdas/domain/registry/score-table';
import { runId, runName } from '../../../lambdas/domain/serving/run-name';
import { arn, evaluation, version } from './fixtures';

const notice = (own: object = {}) =>
  noticeMail(
    approvalNotice({
      version,
      workload: 'product-images',
      environment: 'dev',
      evaluation,
      slice: null,
      verdict: { kind: 'person', why: null },
      policy: 'person',
      ...own,
    }),
  );

describe('the notice', () => {
  it('names workload, version and environment in a subject that SNS takes', () => {
    expect(notice().subject).toBe('Everloop dev: product-images version 3 waits for approval');
    const { subject } = notice({ workload: 'w'.repeat(120) });
    expect(subject).toHaveLength(100);
  });

  it.each([
    ['approve', 'Approved'],
    ['reject', 'Rejected'],
  ])('has the exact commands to %s', (verb, status) => {
    const { text } = notice();
    expect(text).toContain(`npx everloop ${verb} product-images 3 --why "YOUR REASON" --environment dev`);
    expect(text).toContain(
      `aws sagemaker update-model-package --region eu-central-1 --model-package-arn ${arn} --model-approval-status ${status}`,
    );
  });

  it('says where the version comes from, and what was not recorded', () => {
    const { text } = notice({ version: { ...version, metadata: { correlationId: 'person-1' } } });
    expect(text).toMatch(/story +person-1/);
    expect(text).toMatch(/commit +not recorded/);
  });

  it('links to the console of its partition, and to nothing that decides', () => {
    expect(notice().text.match(/https:\S+/g)).toEqual([
      'https://eu-central-1.console.aws.amazon.com/sagemaker/home?region=eu-central-1#/studio-landing',
    ]);
    const china = arn.replace('arn:aws:', 'arn:aws-cn:').replace('eu-central-1', 'cn-north-1');
    expect(notice({ version: { ...version, arn: china } }).text).toContain('https://cn-north-1.console.amazonaws.cn/');
  });

  it('says so when a version has no scores, or nothing to compare with', () => {
    expect(notice({ evaluation: null }).text).toContain('without scores');
    const first = { ...evaluation, champion: null };
    expect(notice({ evaluation: first }).text).toContain('no version is in service to compare it with');
    const other = { ...first, championProblem: 'the champion has other classes' };
    expect(notice({ evaluation: other }).text).toContain('; the champion has other classes');
  });
});

describe('the score table', () => {
  it('puts the champion beside, cuts instead of rounding, and aligns', () => {
    expect(scoreTable(evaluation)).toBe(
      [
        '            recall         precision      NPV            F1             examples',
        '  footwear  0.999 (0.500)  0.990 (0.990)  0.970 (0.970)  0.980 (0.980)  20',
        '  bags      0.900 (0.250)  0.990 (0.990)  0.970 (0.970)  0.980 (0.980)  10',
        '',
        '  macroF1   0.974 (0.960)',
        '  examples  30',
      ].join('\n'),
    );
  });

  it('shows a class that nobody scored as missing', () => {
    expect(scoreTable({ ...evaluation, classes: ['hats'] })).toMatch(/hats +- +- +- +- +0/);
  });

  it('of a model that predicts a number has its figures only', () => {
    const golden = { count: 20, rmse: 428.25, r2: 0.9 };
    const challenger = { ...evaluation.challenger, golden };
    expect(scoreTable({ ...evaluation, classes: [], challenger, champion: null })).toBe(
      '  rmse      428.3\n  r2        0.900\n  examples  20',
    );
  });

  it('is none without a golden set', () => {
    expect(scoreTable({ ...evaluation, challenger: { ...evaluation.challenger, golden: null } })).toBeUndefined();
  });
});

describe('names', () => {
  const parts = { project: 'Everloop', environment: 'dev-eu', workload: 'product-images' };

  it('are lower case and can be taken apart again', () => {
    expect(loopName(parts)).toBe('everloop-dev-eu-product-images');
    expect(workloadOfName(loopName(parts), 'dev-eu')).toBe('product-images');
  });

  it.each(['everloop-prod-product-images', 'everloop', 'dev-eu-x', 'everloop-dev-eu-', ''])(
    'of others give no workload (%s)',
    name => expect(workloadOfName(name, 'dev-eu')).toBeUndefined(),
  );

  it('fails for a name of which SageMaker would refuse a longer one', () => {
    const longest = 'w'.repeat(36 - 'Everloop'.length - 'dev-eu'.length);
    expect(loopName({ ...parts, workload: longest }).length).toBe(38);
    expect(() => loopName({ ...parts, workload: `${longest}w` })).toThrow(
      /must be at most 36 characters together, got 37 \(everloop-dev-eu-w+\)/,
    );
  });

  it('leave room for all that is named when it runs', () => {
    const long = { ...parts, workload: 'w'.repeat(36 - 'Everloop'.length - 'dev-eu'.length) };
    const version = { version: 99_999, execution: 'some-run' };
    const derived = [
      ...stages.map(stage => endpointName({ ...long, stage })),
      ...stages.map(stage => runName({ ...long, ...version, stage })),
      `${transformName(long)}-${runId('some-run')}-99999`,
    ];
    expect(Math.max(...derived.map(({ length }) => length))).toBe(63);
  });
});
