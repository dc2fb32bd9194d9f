/** Where a function's native modules must run: npm's names of operating system, processor and C library. */
export interface FunctionPlatform {
  readonly name: string;
  readonly architecture: 'arm64' | 'x86_64';
}

const platforms = {
  'linux-arm64': { name: 'linux-arm64', architecture: 'arm64' },
  'linux-x64': { name: 'linux-x64', architecture: 'x86_64' },
} as const satisfies Record<string, FunctionPlatform>;

/** The platform that a configuration names; `host` is the machine at hand. */
export function functionPlatform(
  name: keyof typeof platforms | 'host',
  host: { readonly platform: string; readonly arch: string },
): FunctionPlatform {
  if (name !== 'host') return platforms[name];
  return { name: `${host.platform}-${host.arch}`, architecture: host.arch === 'arm64' ? 'arm64' : 'x86_64' };
}
