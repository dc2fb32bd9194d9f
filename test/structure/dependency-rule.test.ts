import { type SourceFile, sourceFiles } from './source-files';

/** Who may import what. The first rule whose folder holds the file counts; `node:` modules are listed where allowed. */
const rules: readonly { readonly folder: string; readonly may: readonly RegExp[] }[] = [
  { folder: 'lambdas/contracts/', may: [/^lambdas\/contracts\//, /^zod\/mini$/] },
  { folder: 'lambdas/domain/', may: [/^lambdas\/(contracts|domain)\//, /^zod\/mini$/, /^node:(buffer|crypto|zlib)$/] },
  { folder: 'lambdas/ports/', may: [/^lambdas\/(contracts|domain|ports)\//] },
  {
    folder: 'lambdas/adapters/',
    may: [/^lambdas\/(contracts|domain|ports|adapters)\//, /^(@aws|sharp|hyparquet-writer|node:)/],
  },
  { folder: 'lambdas/handlers/', may: [/^lambdas\/(contracts|domain|ports|handlers)\//] },
  { folder: 'lambdas/functions/', may: [/^lambdas\//] },
  { folder: 'lib/config/', may: [/^lib\/(config|workloads)(\/|$)/, /^lambdas\/contracts\//, /^zod$/] },
  { folder: 'lib/workloads/', may: [/^lib\/workloads\//, /^lambdas\/contracts\//, /^zod$/] },
  { folder: 'pipeline/definition/api/', may: [/^pipeline\/definition\/api\//, /^node:/] },
  { folder: 'pipeline/definition/', may: [/^pipeline\/definition\//, /^lambdas\/contracts\//] },
  {
    folder: 'lib/',
    may: [
      /^(lib|pipeline\/definition)\//,
      /^lambdas\/contracts\//,
      /^(aws-cdk-lib|constructs|cdk-nag|esbuild|zod|node:)/,
    ],
  },
  { folder: 'bin/', may: [/^(lib\/|cli\/|everloop\.config$)/, /^(aws-cdk-lib|node:)/] },
  { folder: 'local/', may: [/^local\//, /^lambdas\/contracts\//, /^lib\/config\//, /^(?!lambdas|lib|cli|test)/] },
  { folder: 'cli/', may: [/^(?!test|bench)/] },
];

const violations = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, imports }) => {
    const rule = rules.find(({ folder }) => path.startsWith(folder));
    if (!rule) return [];
    return imports.filter(name => !rule.may.some(allowed => allowed.test(name))).map(name => `${path} imports ${name}`);
  });

it('every import goes the way of the dependency rule', () => {
  expect(violations(sourceFiles())).toEqual([]);
});

it.each([
  ['lambdas/domain/x.ts', '@aws-sdk/client-s3'],
  ['lambdas/domain/x.ts', 'lambdas/ports/clock'],
  ['lib/x.ts', 'lambdas/domain/images/validate-image'],
  ['lambdas/handlers/x.ts', '@aws-sdk/client-s3'],
  ['lambdas/contracts/x.ts', 'zod'],
  ['pipeline/definition/x.ts', 'aws-cdk-lib'],
  ['pipeline/definition/x.ts', 'lib/workloads'],
  ['pipeline/definition/x.ts', 'node:fs'],
  ['lib/workloads/x.ts', 'pipeline/definition/training-pipeline'],
])('%s may not import %s', (path, name) => {
  expect(violations([{ path, text: '', imports: [name] }])).toEqual([`${path} imports ${name}`]);
});

const forbidden: readonly [what: string, pattern: RegExp, where: RegExp][] = [
  ['process.env', /process\.env/, /^(lambdas\/(?!adapters\/env\.ts)|lib\/|pipeline\/)/],
  [
    'the clock',
    /\bDate\.now\(|new Date\(\)|performance\.now\(/,
    /^lambdas\/(contracts|domain|ports|handlers|functions)\/|^lib\/|^pipeline\//,
  ],
  ['chance', /Math\.random\(|randomUUID/, /^lambdas\/(contracts|domain|ports|handlers|functions)\/|^lib\/|^pipeline\//],
  ['which environment it is', /if \([^)]*(isLocal|=== 'local'|'laptop')/, /^(lambdas|lib|pipeline)\//],
  [
    'the id of a workload',
    /switch \([^)]*workload|(===|!==) '(product-images|traffic-volume)'/,
    /^(lambdas|lib|pipeline)\//,
  ],
  ['an open end without an issue', /\b(TODO|FIXME|XXX)\b(?!.*#\d)/, /./],
];

it.each(forbidden)('no file asks for %s where it must not', (_, pattern, where) => {
  const code = (text: string) => text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const guilty = sourceFiles().filter(({ path, text }) => where.test(path) && pattern.test(code(text)));
  expect(guilty.map(({ path }) => path)).toEqual([]);
});

it('no file is longer than 400 lines', () => {
  const long = sourceFiles().filter(({ text }) => text.split('\n').length > 400);
  expect(long.map(({ path }) => path)).toEqual([]);
});
