import fs from 'node:fs';
import path from 'node:path';
import type { TrainingJob } from './training-job';

/** Writes the files that a training container reads: hyper-parameters, channels, resources; and makes its folders. */
export function writeTrainingFiles(base: string, job: TrainingJob): void {
  const write = (name: string, value: unknown) =>
    fs.writeFileSync(path.join(base, 'input', 'config', name), JSON.stringify(value));
  for (const folder of ['input/config', 'input/data', 'model', 'output/data', 'checkpoints', 'code']) {
    fs.mkdirSync(path.join(base, folder), { recursive: true });
  }
  write('hyperparameters.json', job.HyperParameters ?? {});
  write('inputdataconfig.json', channelSettings(job));
  write('resourceconfig.json', resources(job.ResourceConfig.InstanceType));
}

function channelSettings({ InputDataConfig = [], AlgorithmSpecification }: TrainingJob): object {
  const entries = InputDataConfig.map(channel => [
    channel.ChannelName,
    {
      ...(channel.ContentType && { ContentType: channel.ContentType }),
      TrainingInputMode: channel.InputMode ?? AlgorithmSpecification.TrainingInputMode,
      S3DistributionType: channel.DataSource.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
      RecordWrapperType: channel.RecordWrapperType ?? 'None',
    },
  ]);
  return Object.fromEntries(entries);
}

/** One host, as resourceconfig.json of training and processing containers names it. */
export function resources(instanceType = 'local'): object {
  return {
    current_host: 'algo-1',
    current_instance_type: instanceType,
    current_group_name: 'homogeneousCluster',
    hosts: ['algo-1'],
    instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: instanceType, hosts: ['algo-1'] }],
    network_interface_name: 'lo',
  };
}
