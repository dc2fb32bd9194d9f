const segment = (marker: number, content: readonly number[]) => [0xff, marker, 0, content.length + 2, ...content];
/** One code of one bit (0) for symbol 0: a zero DC difference, or the end of a block. */
const table = (kind: number) => segment(0xc4, [kind, 1, ...Array(15).fill(0), 0]);

/**
 * A grey JPEG of `blocks` 8x8 blocks side by side, coded by hand: each block is the two bits 00.
 * `scan` is the entropy-coded data, restart markers included.
 */
export function tinyJpeg({
  blocks,
  restartInterval,
  scan,
}: {
  blocks: number;
  restartInterval?: number;
  scan: number[];
}) {
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array(64).fill(1)]),
    ...segment(0xc0, [8, 0, 8, 0, blocks * 8, 1, 1, 0x11, 0]),
    ...[...table(0x00), ...table(0x10)],
    ...(restartInterval ? segment(0xdd, [0, restartInterval]) : []),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...scan,
    ...[0xff, 0xd9],
  ]);
}
