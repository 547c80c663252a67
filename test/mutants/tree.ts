// A fixture's envelope as a tree of strings, which can be bent and written in ways that no XML library would. Reads
// well-formed fixtures alone, one character a byte.

export interface Element {
  name: string
  /** As written, with the white space before them. */
  attributes: string
  children: (Element | string)[]
}

const pieces =
  /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<\/[^>]*>|<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+/gs
const tag = /^<([^\s/>]+)(.*?)(\/?)>$/s

/** The document as an element without a name: declaration, comments and root are its children. */
export function readDocument(text: string): Element {
  const document: Element = { name: '', attributes: '', children: [] }
  const open = [document]
  for (const [piece] of text.matchAll(pieces)) {
    const [, name, attributes = '', empty] = /^<[!?/]/.test(piece) ? [] : (tag.exec(piece) ?? [])
    if (piece.startsWith('</')) open.pop()
    else if (name === undefined) open.at(-1)?.children.push(piece)
    else {
      const element = { name, attributes, children: [] }
      open.at(-1)?.children.push(element)
      if (empty === '') open.push(element)
    }
  }
  return document
}

export function write({ name, attributes, children }: Element): string {
  const content = children
    .map((child) => (typeof child === 'string' ? child : write(child)))
    .join('')
  return name === '' ? content : `<${name}${attributes}>${content}</${name}>`
}

/** An element with the one around it. */
export interface Place {
  element: Element
  parent: Element
}

/** Every element below this one, in the order of their start tags. */
export function placesIn(parent: Element): Place[] {
  return parent.children.flatMap((child) =>
    typeof child === 'string' ? [] : [{ element: child, parent }, ...placesIn(child)],
  )
}
