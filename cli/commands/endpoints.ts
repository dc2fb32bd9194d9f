import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';

/** Shows what serves where. */
export const command: CommandFactory = ({ output }) =>
  withTarget(
    withExamples(
      new Command('endpoints').description('Show what serves where: version, status, and the last hour of requests'),
      'everloop endpoints',
      'everloop endpoints product-images --json',
    ),
  )
    .argument('[workload]', 'one that is trained; all of them when left out')
    .action(async (workload: string | undefined, given: TargetOptions) => {
      const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
      const { endpointFiguresOf, modelEndpointsOf } =
        require('../deployment/stores') as typeof import('../deployment/stores');
      const { explainRefusal } =
        require('../deployment/explain-refusal') as typeof import('../deployment/explain-refusal');
      const { allTrained, requireTrained } =
        require('../training/require-trained') as typeof import('../training/require-trained');
      const { endpointReports } =
        require('../release/endpoints-report') as typeof import('../release/endpoints-report');
      const { endpointsText } = require('../release/endpoints-text') as typeof import('../release/endpoints-text');
      const asked = workload === undefined ? allTrained() : [requireTrained(workload, 'everloop endpoints')];
      const connection = await connect(given);
      const { project, environmentName } = connection;
      const shared = { project, environmentName, endpoints: modelEndpointsOf(connection) };
      const figures = endpointFiguresOf(connection);
      try {
        const found = await Promise.all(asked.map(({ id }) => endpointReports({ ...shared, workload: id }, figures)));
        const endpoints = found.flat();
        output.result({ environment: environmentName, endpoints }, () => endpointsText(endpoints, output));
      } catch (error) {
        throw explainRefusal(error);
      }
    });
