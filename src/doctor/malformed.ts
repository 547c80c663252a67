// Why a text is no XML: libxml2's sentence, and the cause that integrators meet behind it. Its sentences quote the
// message, so nothing of them is shown.

import type { Advice, Spot } from './finding.ts'

interface Cause extends Advice {
  /** What libxml2 says. */
  said: RegExp
}

const code = 'NOT_XML'

const causes: readonly Cause[] = [
  {
    id: 'AMPERSAND',
    code,
    said: /EntityRef|Entity '.*' not defined|xmlParseReference/,
    uk: 'Знак & у тексті пишеться &amp;, а сутності на зразок &nbsp; в XML не визначені.',
    en: 'A & in a text is written &amp;, and entities such as &nbsp; are not defined in XML.',
  },
  {
    id: 'NOT_UTF_8',
    code,
    said: /Invalid bytes|not proper UTF-8|encoding error|encoder error/i,
    uk: 'Байти не є UTF-8: найчастіше це текст у windows-1251. Перекодуйте його в UTF-8.',
    en: 'The bytes are not UTF-8: most often the text is in windows-1251. Convert it to UTF-8.',
  },
  {
    id: 'TWO_ROOTS',
    code,
    said: /Extra content at the end/,
    uk: 'Після кореневого елемента стоїть ще щось: другий корінь, текст або залишок іншого повідомлення.',
    en: 'Something stands behind the root element: a second root, text, or what is left of another message.',
  },
  {
    id: 'DECLARATION_NOT_FIRST',
    code,
    said: /XML declaration allowed only at the start/,
    uk: 'Оголошення <?xml …?> має стояти першим, без пробілів, порожніх рядків і другого оголошення перед ним.',
    en: 'The declaration <?xml …?> stands first, with no space, blank line or second declaration before it.',
  },
  {
    id: 'NO_START',
    code,
    said: /Start tag expected|Document is empty/,
    uk: 'Тут має починатися елемент: позначка порядку байтів (BOM) стоїть не на початку, або це не XML (JSON, заголовки HTTP).',
    en: 'An element should begin here: a byte order mark stands elsewhere than at the beginning, or this is no XML (JSON, HTTP headers).',
  },
  {
    id: 'PREFIX_UNDECLARED',
    code,
    said: /Namespace prefix .* not defined|xmlns: /,
    uk: 'Префікс не оголошено: додайте xmlns:префікс="…" цьому елементу або конверту.',
    en: 'The prefix is not declared: add xmlns:prefix="…" to this element or to the envelope.',
  },
  {
    id: 'TAGS_DO_NOT_MATCH',
    code,
    said: /tag mismatch|Premature end|end of Start Tag|expected '>'|EndTag/,
    uk: 'Початковий і кінцевий теги не відповідають один одному, або повідомлення обірване.',
    en: 'Start and end tags do not match, or the message is cut off.',
  },
  {
    id: 'LESS_THAN',
    code,
    said: /invalid element name|Unescaped '<'/,
    uk: 'Знак < у тексті або атрибуті пишеться &lt;.',
    en: 'A < in a text or attribute is written &lt;.',
  },
  {
    id: 'CHARACTER_NOT_ALLOWED',
    code,
    said: /invalid Char|invalid xmlChar/i,
    uk: 'XML не містить керівних символів: приберіть їх зі значення.',
    en: 'XML holds no control characters: remove them from the value.',
  },
  {
    id: 'ATTRIBUTE_BROKEN',
    code,
    said: /AttValue|attribute/i,
    uk: 'Атрибут записано неправильно: значення стоїть у лапках, ім’я не повторюється.',
    en: 'An attribute is written wrongly: its value stands in quotes, its name stands once.',
  },
]

const other: Advice = {
  id: 'NOT_WELL_FORMED',
  code,
  uk: 'Перевірте розмітку в цьому рядку.',
  en: 'Look at the markup on this line.',
}

interface Detail {
  line: number
  message: string
}

/** The first thing that libxml2 stumbled over; nothing behind it can be known. */
export function malformed(cause: unknown, firstLine: number): { advice: Advice; spot: Spot } {
  const [detail] = (cause as { details?: Detail[] } | undefined)?.details ?? []
  const advice = causes.find(({ said }) => said.test(detail?.message ?? '')) ?? other
  return { advice, spot: { line: firstLine + (detail?.line ?? 1) - 1, path: '' } }
}
