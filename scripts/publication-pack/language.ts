// A text in both languages, and the little Markdown that the pack is written in.

export type Language = 'uk' | 'en'

export const languages: readonly Language[] = ['uk', 'en']

export type Text = Readonly<Record<Language, string>>

/** A value inside a table: a bar or a line break would end the cell. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}

export function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

export function steps(items: readonly string[]): string {
  return items.map((item, at) => `${at + 1}. ${item}`).join('\n')
}

/** Text as it stands, in the widths of a program. */
export function code(text: string): string {
  return `\`${text}\``
}

/** Whole kibibytes that fit. */
export function kibibytes(bytes: number): number {
  return Math.floor(bytes / 1024)
}
