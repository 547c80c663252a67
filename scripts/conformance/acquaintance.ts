// The first question to a gateway: which environment and which world is it? Only in the fixtures' own world
// may a case change anything.

import { children, type Parsed, parse } from '../../src/xml/document.ts'
import { readCase, readWorldId } from './cases.ts'
import { type Identities, identified, ownIdentities } from './identities.ts'
import { masked } from './mask.ts'
import { createState, type Facts, fill } from './placeholders.ts'
import { send } from './send.ts'

export interface Acquaintance {
  facts: Facts
  /** Why no case may change anything there; undefined in the fixtures' own sandbox. */
  foreign: string | undefined
  /** Days that the world's clock has run. */
  days: number
}

const asking = 'GetServiceInformation_v1/plain'
const dayMs = 86_400_000

/** The texts of the answer's elements by name. */
function leaves({ root }: Parsed): Map<string, string> {
  const bodies = children(root).filter(({ name }) => name === 'Body')
  const texts = bodies.flatMap(children).flatMap(children)
  return new Map(texts.map(({ name, content }) => [name, content]))
}

function foreignness(told: Map<string, string>, worldId: string): string | undefined {
  const [environment, world] = [told.get('environment'), told.get('worldId')]
  if (environment === undefined) return 'it does not answer GetServiceInformation_v1'
  if (environment !== 'SANDBOX') return masked(`its environment is ${environment}, not SANDBOX`)
  return world === worldId ? undefined : masked(`its world is ${world ?? 'none'}, not ${worldId}`)
}

/** Asks who is there. @throws Error when nobody answers, or not in XML */
export async function meet(
  url: string,
  identities: Identities = ownIdentities,
): Promise<Acquaintance> {
  const { id, clock } = readWorldId()
  const [step] = identified(readCase(asking), identities).steps
  const unknown = createState({ worldId: id, now: () => new Date() })
  const { body } = await send(url, fill(step?.request ?? Buffer.alloc(0), unknown))
  const answer = parse(body)
  const told = leaves(answer)
  answer.document.dispose()
  const time = Date.parse(told.get('time') ?? '')
  const offsetMs = Number.isNaN(time) ? 0 : time - Date.now()
  return {
    facts: { worldId: id, now: () => new Date(Date.now() + offsetMs) },
    foreign: foreignness(told, id),
    days: (time - Date.parse(clock)) / dayMs,
  }
}
