import type { Notice, NoticeBlock } from '../../contracts/notices';
import { aligned } from './aligned';

/** ASCII of at most 100 characters on one line: SNS refuses other subjects, and a line feed would begin a header. */
export function noticeSubject({ environment, title }: Pick<Notice, 'environment' | 'title'>): string {
  return `Everloop ${environment}: ${title}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

/** A notice for readers of plain text; ends with a line feed. */
export function noticeText({ blocks }: Pick<Notice, 'blocks'>): string {
  const parts = blocks.map(textOf).filter(text => text !== '');
  return `${parts.join('\n\n')}\n`;
}

function textOf(block: NoticeBlock): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'table': {
      const rows = block.head.length > 0 ? [block.head, ...block.rows] : block.rows;
      return [...(block.title === undefined ? [] : [block.title]), aligned(rows)].join('\n\n');
    }
    case 'facts': {
      const width = Math.max(...block.rows.map(([name]) => name.length)) + 1;
      return indented(
        block.title,
        block.rows.map(([name, value]) => `${name.padEnd(width)} ${value}`),
      );
    }
    case 'commands': {
      const { title, lines, link } = block;
      return indented(title, [...lines, ...(link ? [`${link.url} (${link.note})`] : [])]);
    }
    case 'bars':
      return '';
  }
}

const indented = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map(line => `  ${line}`)].join('\n');
