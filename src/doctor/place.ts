// Elements with the line on which each begins. libxml2 knows only where a start tag ends, so the lines are counted in
// the text that it found well-formed.

import { children, type Element, type Parsed } from '../xml/document.ts'
import type { Node } from '../xml/tree.ts'

/** An element where it stands in the file. */
export interface Place {
  node: Node
  element: Element
  /** Of its `<`, from 1. */
  line: number
  /** With its prefix, as it was written. */
  written: string
  /** Names from the envelope's child down; the body's element begins anew. */
  path: string
  children: Place[]
}

export interface Places {
  root: Place
  /** Lines of processing instructions, but for the XML declaration. */
  instructions: number[]
}

/** Markup that is no tag: how it begins and ends. */
const passedOver: readonly (readonly [opening: string, closing: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
]

interface Tag {
  line: number
  written: string
}

/** Every start tag of a well-formed text without DTD, in order, and the processing instructions. */
function tagsOf(text: string, firstLine: number): { tags: Tag[]; instructions: number[] } {
  const tags: Tag[] = []
  const instructions: number[] = []
  let [line, counted] = [firstLine, 0]
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    for (; counted < at; counted++) if (text[counted] === '\n') line++
    const section = passedOver.find(([opening]) => text.startsWith(opening, at))
    if (section === undefined) {
      if (text[at + 1] !== '/') tags.push({ line, written: nameAt(text, at + 1) })
      at += 1
      continue
    }
    if (section[0] === '<?' && at > 0) instructions.push(line)
    at = text.indexOf(section[1], at + section[0].length)
  }
  return { tags, instructions }
}

const tagName = /[^ \t\r\n/>]+/y

function nameAt(text: string, at: number): string {
  tagName.lastIndex = at
  const [written = ''] = tagName.exec(text) ?? []
  return Buffer.from(written, 'latin1').toString()
}

/** @param firstLine on which the text begins in its file */
export function placesOf({ tree, root, text }: Parsed, firstLine: number): Places {
  const { tags, instructions } = tagsOf(text, firstLine)
  let next = 0
  const place = (node: Node, element: Element, path: string): Place => {
    const { line, written } = tags[next++] as Tag
    const elements = children(element)
    const below = node.children.map((child, at) =>
      place(child, elements[at] as Element, pathBelow(path, child.name)),
    )
    return { node, element, line, written, path, children: below }
  }
  return { root: place(tree, root, ''), instructions }
}

function pathBelow(path: string, name: string): string {
  return path === '' || path === 'Body' ? name : `${path}/${name}`
}

/** A place and all below it, in order. */
export function walk(place: Place): Place[] {
  return [place, ...place.children.flatMap(walk)]
}

/** `xrd:client` → `xrd`; empty under the default namespace. */
export function prefixOf({ written }: Place): string {
  return written.includes(':') ? written.slice(0, written.indexOf(':')) : ''
}
