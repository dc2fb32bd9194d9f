import type { World } from '../world';

/** Image URIs that the jobs of a pipeline's definition name, each once, in the order of its text. */
export const imagesOf = (definition: string): readonly string[] => [
  ...new Set([...definition.matchAll(/"(?:ImageUri|TrainingImage)"\s*:\s*"([^"]+)"/g)].map(([, uri = '']) => uri)),
];

export type WarmingWorld = Pick<World, 'containers' | 'log'>;

/**
 * Makes the images of a pipeline ready before its first execution, one after another: installing packages takes a
 * container half a minute here, which a registry's image never does. An image that can't be made is its job's matter.
 */
export async function warmImages({ containers, log }: WarmingWorld, definition: string): Promise<void> {
  for (const uri of imagesOf(definition)) {
    try {
      await containers.warm(uri);
    } catch (error) {
      log(`image ${uri} is not ready: ${(error as Error).message}`);
    }
  }
}
