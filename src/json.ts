// JSON of others, from a file or over the network: bounded in depth before it is parsed, so that a document of brackets
// alone cannot fill the memory. It judges nothing else and quotes nothing.

/** Thrown with a text of our own; never with a part of the document. */
export class JsonError extends Error {}

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** The deepest nesting of arrays and objects in it, as far as `depthMax`. */
function depthOf(text: string, depthMax: number): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length && deepest <= depthMax; at++) {
    const character = text.charCodeAt(at)
    if (inString) {
      if (character === backslash) at++
      else if (character === quote) inString = false
    } else if (character === quote) inString = true
    else if (opening.has(character)) deepest = Math.max(deepest, ++depth)
    else if (closing.has(character)) depth--
  }
  return deepest
}

/** @throws JsonError when it is no JSON, or nested deeper than `depthMax` */
export function parseJson(text: string, depthMax: number): unknown {
  if (depthOf(text, depthMax) > depthMax) throw new JsonError('nested too deeply')
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonError('no JSON')
  }
}

/** Whether it is an object with members of its own, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
