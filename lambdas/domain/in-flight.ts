/** Maps with at most `limit` calls under way; results keep the order of `inputs`. Rejects with the first error. */
export async function mapInFlight<In, Out>(
  inputs: readonly In[],
  limit: number,
  work: (input: In) => Promise<Out>,
): Promise<Out[]> {
  const results = new Array<Out>(inputs.length);
  const entries = inputs.entries();
  const worker = async () => {
    for (const [index, input] of entries) results[index] = await work(input);
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return results;
}
