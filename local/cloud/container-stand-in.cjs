#!/usr/bin/env node
/**
 * Stands in for `docker` when the CDK CLI publishes image assets (CDK_DOCKER): builds nothing, but records where each
 * image's sources lie, so that local jobs find their code by image URI.
 *
 * One JSON file per image reference in the folder EVERLOOP_IMAGES (the CLI publishes in parallel):
 * {reference, context, dockerfile, buildArguments, target, platform}; paths are absolute.
 * `push` also registers a manifest in the emulated ECR, so that the next deployment finds the image there, and adds
 * the manifest's digest to the record, so that an image is found by digest, too.
 */
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json';
/** Options of `docker build` without a value; all others have one. */
const FLAGS = new Set(['--pull', '--quiet', '-q', '--no-cache', '--squash', '--load', '--push']);

function fail(message) {
  process.stderr.write(`container stand-in: ${message}\n`);
  process.exit(1);
}

function folder() {
  const named = process.env.EVERLOOP_IMAGES;
  if (!named) fail('EVERLOOP_IMAGES must be set, got none; run eval "$(npx everloop env)"');
  fs.mkdirSync(named, { recursive: true });
  return named;
}

/** Different references never share a file. */
function fileOf(reference) {
  return path.join(folder(), `${encodeURIComponent(reference)}.json`);
}

function find(reference) {
  const file = fileOf(reference);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

function record(reference, image) {
  const temporary = `${fileOf(reference)}.${process.pid}`;
  fs.writeFileSync(temporary, `${JSON.stringify({ ...image, reference }, undefined, 2)}\n`);
  fs.renameSync(temporary, fileOf(reference));
}

/** `--name value` and `--name=value`, in order; what belongs to no option is positional. */
function parse(parameters) {
  const options = new Map();
  const positional = [];
  for (let at = 0; at < parameters.length; at++) {
    const [name, inline] = parameters[at].split(/=(.*)/s);
    if (!name.startsWith('-')) positional.push(parameters[at]);
    else if (!FLAGS.has(name)) options.set(name, [...(options.get(name) ?? []), inline ?? parameters[++at]]);
  }
  return { positional, all: (...names) => names.flatMap(name => options.get(name) ?? []) };
}

function build(parameters) {
  const { positional, all } = parse(parameters);
  const context = path.resolve(positional.at(-1) ?? '.');
  const dockerfile = path.resolve(context, all('--file', '-f')[0] ?? 'Dockerfile');
  if (!fs.existsSync(dockerfile)) fail(`the Dockerfile must exist, got none at ${dockerfile}`);
  const image = {
    context,
    dockerfile,
    buildArguments: all('--build-arg'),
    target: all('--target')[0],
    platform: all('--platform')[0],
  };
  for (const reference of all('--tag', '-t')) record(reference, image);
}

function inspect(parameters) {
  const image = find(parameters.at(-1));
  if (!image) process.exit(1); // the CLI builds it then
  process.stdout.write(`${JSON.stringify([image])}\n`);
}

function tag([source, reference]) {
  const image = find(source);
  if (!image) fail(`image '${source}' must be built before it is tagged, got none`);
  record(reference, image);
}

const digestOf = text => `sha256:${crypto.createHash('sha256').update(text).digest('hex')}`;

function putImageRequest(repositoryName, imageTag, { digest: _, ...image }) {
  const digest = digestOf(JSON.stringify(image));
  const config = { mediaType: CONFIG_TYPE, size: 2, digest };
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config, layers: [] };
  return { repositoryName, imageTag, imageManifestMediaType: MANIFEST_TYPE, imageManifest: JSON.stringify(manifest) };
}

async function push([reference]) {
  const image = find(reference);
  if (!image) fail(`image '${reference}' must be built before it is pushed, got none`);
  const [, repository, imageTag] = /^[^/]+\/(.+):([^:/]+)$/.exec(reference) ?? [];
  if (!repository) fail(`the reference must be <registry>/<repository>:<tag>, got '${reference}'`);
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const scope = `${process.env.AWS_ACCESS_KEY_ID}/20260101/${region}/ecr/aws4_request`;
  const request = putImageRequest(repository, imageTag, image);
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (!response.ok && !text.includes('ImageAlreadyExists')) fail(`ECR must accept ${reference}, got ${text}`);
  record(reference, { ...image, digest: digestOf(request.imageManifest) });
}

const COMMANDS = { login: () => undefined, info: () => undefined, version: () => undefined, build, inspect, tag, push };

const words = process.argv.slice(2);
const [name, ...parameters] = words[0] === '--config' ? words.slice(2) : words;
const command =
  COMMANDS[name] ?? (() => fail(`command must be one of ${Object.keys(COMMANDS).join(', ')}, got '${name}'`));
Promise.resolve(command(parameters)).catch(error => fail(error.message));
