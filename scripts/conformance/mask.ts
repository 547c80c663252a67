// What may be shown of a message. Codes of ours are; every other value may be a person's, and is shown by its
// length alone. There is no switch to show more.

/** Elements that hold codes and names of ours. */
const shown = new Set([
  ...['faultcode', 'faultCode', 'outcome', 'code', 'status', 'verdict', 'path', 'rule', 'name'],
  ...['certificateType', 'nationalColour', 'retryable', 'environment', 'worldId', 'serviceCode'],
])

/** Codes, dotted or with a prefix, paths and short rules; whatever else stands in such an element is masked. */
const codelike = /^[A-Za-z][\w .:/-]{0,79}$/

/** What gives a person away wherever it stands: UVCI, HC1, УНЗР, РНОКПП, a date, Ukrainian words. */
const personal = [
  /URN:UVCI:[^\s"<]*/gi,
  /HC1:[0-9A-Z$%*+\-./: ]{8,}/g,
  /\b\d{8}-\d{5}\b/g,
  /(?<!\d)\d{9,}(?!\d)/g,
  /\b\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?/g,
  /[\p{Script=Cyrillic}’']*\p{Script=Cyrillic}[\p{Script=Cyrillic}’' -]*/gu,
]

function lengthOf(text: string): string {
  const length = [...text].length
  return `*** (${length} ${length === 1 ? 'character' : 'characters'})`
}

/** A line to print, without what gives a person away: the last door, whatever came before it. */
export function masked(line: string): string {
  return personal.reduce((text, pattern) => text.replace(pattern, '***'), line)
}

/** The value of an element as it may be shown: a code in quotes, anything else by its length. */
export function shownValue(name: string, text: string): string {
  const code = shown.has(name) && codelike.test(text) && masked(text) === text
  return code ? `"${text}"` : lengthOf(text)
}
