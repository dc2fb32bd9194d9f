import * as z from 'zod/mini';
import type { Registry, ResourceHandler, ResourceRequest, ResourceResult } from './registry';

const properties = z.record(z.string(), z.unknown());

/** As local/ministack/forward_resources.py sends it. */
const schema = z.object({
  operation: z.enum(['create', 'update', 'delete']),
  type: z.string(),
  account: z.string(),
  region: z.string(),
  stack: z._default(z.string(), ''),
  logicalId: z._default(z.nullable(z.string()), ''),
  physicalId: z._default(z.string(), ''),
  properties: z._default(z.nullable(properties), {}),
  oldProperties: z._default(z.nullable(properties), {}),
});

type Forwarded = z.infer<typeof schema>;

async function perform(handler: ResourceHandler, sent: Forwarded): Promise<ResourceResult> {
  const { type, account, region, stack, physicalId } = sent;
  const logicalId = sent.logicalId ?? '';
  const request: ResourceRequest = { type, account, region, stack, logicalId, properties: sent.properties ?? {} };
  if (sent.operation === 'create') return handler.create(request);
  if (sent.operation === 'update') return handler.update(physicalId, request, sent.oldProperties ?? {});
  await handler.delete(physicalId, request);
  return { physicalId, attributes: {} };
}

/** Answers 200 with the resource, or 400 with the message that CloudFormation shows as the reason of the rollback. */
export async function resourceRequest(
  registry: Registry,
  body: unknown,
  log: (line: string) => void,
): Promise<Response> {
  const sent = schema.parse(body);
  const handler = registry.findResource(sent.type);
  if (!handler) {
    log(`not implemented: ${sent.operation} ${sent.type}`);
    return Response.json({ message: `not implemented on the laptop cloud yet: ${sent.type}` }, { status: 400 });
  }
  try {
    return Response.json(await perform(handler, sent));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log(`${sent.operation} ${sent.type} ${sent.logicalId} failed: ${message}`);
    return Response.json({ message }, { status: 400 });
  }
}
