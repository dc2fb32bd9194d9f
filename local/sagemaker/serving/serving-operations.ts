import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { CreateEndpointRequest, Endpoint, UpdateEndpointRequest, UpdateWeightsRequest } from './endpoint';
import type { CreateEndpointConfigRequest, EndpointConfig, EndpointConfigs } from './endpoint-config';
import type { Endpoints } from './endpoints';
import type { CreateModelRequest, Model } from './model';
import type { Models } from './models';

export interface Serving {
  readonly models: Models;
  readonly configs: EndpointConfigs;
  readonly endpoints: Endpoints;
}

export function servingOperations(world: Pick<World, 'api'>, serving: Serving): Operations {
  return {
    ...modelOperations(world, serving),
    ...configOperations(world, serving),
    ...endpointOperations(world, serving),
  };
}

interface NamedModel {
  readonly ModelName: string;
}

function modelOperations({ api }: Pick<World, 'api'>, { models }: Serving): Operations {
  const listing = { name: (model: Model) => model.ModelName, created: (model: Model) => model.CreationTime };
  return {
    CreateModel: async (request: CreateModelRequest) => ({ ModelArn: (await models.create(request)).ModelArn }),
    DescribeModel: ({ ModelName }: NamedModel) => api.pick('DescribeModelOutput', { ...models.get(ModelName) }),
    DeleteModel: ({ ModelName }: NamedModel) => {
      models.delete(ModelName);
      return {};
    },
    ListModels: (request: ListRequest) => {
      const { records, NextToken } = listPage(models.records.values(), request, listing);
      return { Models: records.map(model => api.pick('ModelSummary', { ...model })), ...(NextToken && { NextToken }) };
    },
  };
}

interface NamedConfig {
  readonly EndpointConfigName: string;
}

function configOperations({ api }: Pick<World, 'api'>, { configs }: Serving): Operations {
  const listing = {
    name: (config: EndpointConfig) => config.EndpointConfigName,
    created: (config: EndpointConfig) => config.CreationTime,
  };
  return {
    CreateEndpointConfig: (request: CreateEndpointConfigRequest) => ({
      EndpointConfigArn: configs.create(request).EndpointConfigArn,
    }),
    DescribeEndpointConfig: ({ EndpointConfigName }: NamedConfig) =>
      api.pick('DescribeEndpointConfigOutput', { ...configs.get(EndpointConfigName) }),
    DeleteEndpointConfig: ({ EndpointConfigName }: NamedConfig) => {
      configs.delete(EndpointConfigName);
      return {};
    },
    ListEndpointConfigs: (request: ListRequest) => {
      const { records, NextToken } = listPage(configs.records.values(), request, listing);
      const summaries = records.map(config => api.pick('EndpointConfigSummary', { ...config }));
      return { EndpointConfigs: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

interface NamedEndpoint {
  readonly EndpointName: string;
}

function endpointOperations({ api }: Pick<World, 'api'>, { endpoints }: Serving): Operations {
  return {
    CreateEndpoint: (request: CreateEndpointRequest) => ({ EndpointArn: endpoints.create(request).EndpointArn }),
    UpdateEndpoint: (request: UpdateEndpointRequest) => ({ EndpointArn: endpoints.update(request).EndpointArn }),
    UpdateEndpointWeightsAndCapacities: (request: UpdateWeightsRequest) => ({
      EndpointArn: endpoints.updateWeights(request).EndpointArn,
    }),
    DescribeEndpoint: ({ EndpointName }: NamedEndpoint) =>
      api.pick('DescribeEndpointOutput', {
        ...endpoints.get(EndpointName),
        AsyncInferenceConfig: endpoints.asyncConfig(EndpointName),
      }),
    DeleteEndpoint: ({ EndpointName }: NamedEndpoint) => {
      endpoints.delete(EndpointName);
      return {};
    },
    ListEndpoints: (request: ListRequest & { readonly StatusEquals?: string }) => {
      const { records, NextToken } = listPage(
        endpoints.records.values(),
        request,
        endpointListing(request.StatusEquals),
      );
      return {
        Endpoints: records.map(one => api.pick('EndpointSummary', { ...one })),
        ...(NextToken && { NextToken }),
      };
    },
  };
}

const endpointListing = (wanted: string | undefined) => ({
  name: (endpoint: Endpoint) => endpoint.EndpointName,
  created: (endpoint: Endpoint) => endpoint.CreationTime,
  modified: (endpoint: Endpoint) => endpoint.LastModifiedTime,
  status: (endpoint: Endpoint) => endpoint.EndpointStatus,
  accepts: (endpoint: Endpoint) => wanted === undefined || endpoint.EndpointStatus === wanted,
});
