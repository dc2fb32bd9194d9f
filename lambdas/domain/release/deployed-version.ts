/** The version that a configuration's name tells, `<loop>-<pre|live>-v<version>-<id>`; undefined for another name. */
export function versionOfConfig(name: string): number | undefined {
  const [, version] = /-v(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  return version === undefined ? undefined : Number(version);
}
