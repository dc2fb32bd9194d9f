// Synthesizes every environment as `cdk synth` does, with cdk-nag and the template rules of AWS on: both must be clean.
// An account's functions need sharp for their platform; the gate brings it as `everloop deploy` would.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const run = (parameters, variables = {}) =>
  spawnSync(process.execPath, parameters, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CDK_VALIDATION: 'true', ...variables },
  }).status === 0;

if (!existsSync(path.join(root, 'dist', 'vendor', 'linux-arm64', 'node_modules', 'sharp'))) {
  if (!run([path.join(root, 'bin', 'vendor.cjs'), 'linux-arm64'])) process.exit(1);
}
const cdk = path.join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const environments = ['local', 'dev', 'prod'];
const failed = environments.filter(
  name => !run([cdk, 'synth', '--quiet', '--output', `cdk.out/${name}`, '-c', `environment=${name}`]),
);
if (failed.length > 0) {
  process.stderr.write(`template gate: every environment must be clean, got findings in ${failed.join(', ')}\n`);
  process.exit(1);
}
