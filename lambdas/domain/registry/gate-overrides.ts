import { type GateOverrides, gateOverridesSchema } from '../../contracts/gate-policy';

/**
 * The parameter `GateOverrides`, as a person wrote it.
 * @param where who reads it, for the message
 * @throws RangeError for a text that is no JSON or changes what is no threshold
 */
export function readGateOverrides(text: string, where: string): GateOverrides {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`${where}: GateOverrides must be JSON, got ${text}; write {"maxClassLoss": 0.05}`, { cause });
  }
  const parsed = gateOverridesSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
  throw new RangeError(
    `${where}: GateOverrides must change known thresholds, got ${text} (${problems}); see docs/configuration.md`,
  );
}
