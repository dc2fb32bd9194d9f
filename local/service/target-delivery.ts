import * as z from 'zod/mini';
import { type Registry, TargetRefused } from './registry';

/** As the plug-in sends an event for a target that the emulator can't deliver to. */
const schema = z.object({
  target: z.looseObject({ Arn: z.string() }),
  payload: z.string(),
  account: z.string(),
  region: z.string(),
});

/** Answers 204 when the target took the event, 400 with `{message}` when it refused it or the laptop cloud has none. */
export async function targetDelivery(
  registry: Registry,
  body: unknown,
  log: (line: string) => void,
): Promise<Response> {
  const delivery = schema.parse(body);
  const service = delivery.target.Arn.split(':')[2] ?? '';
  const handler = registry.findTarget(service);
  if (!handler) {
    log(`not implemented: event target ${delivery.target.Arn}`);
    return Response.json({ message: `not implemented on the laptop cloud yet: target ${service}` }, { status: 400 });
  }
  try {
    await handler(delivery);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    return Response.json({ message: error.message }, { status: 400 });
  }
  return new Response(null, { status: 204 });
}
