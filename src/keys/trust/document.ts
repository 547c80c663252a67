// What a trust list in JSON is, told from what stands in it: nobody has to name its shape.

import type { X509Certificate } from 'node:crypto'
import { parseJson } from '../../json.ts'
import { isGatewayList, readGatewayList } from './gateway.ts'
import type { Listed } from './list.ts'
import { isSwissList, readSwissList } from './swiss.ts'

/** What one source says. */
export interface Contents extends Listed {
  /** Of bare keys, wherever they stand: those in force. Undefined where the source does not speak of it. */
  readonly activeKeyIds?: readonly string[] | undefined
}

/** An array of objects with texts has three levels. */
const depthMax = 8
/** All countries of the EU gateway together had some hundreds. */
const itemsMax = 20_000

/** @throws JsonError or Error of our own words when it is no trust list */
export async function readTrustDocument(
  text: string,
  anchors: readonly X509Certificate[],
): Promise<Contents> {
  const document = parseJson(text, depthMax)
  if (isGatewayList(document)) return readGatewayList(bounded(document), anchors)
  if (!isSwissList(document)) throw new Error('no trust list of a known shape')
  bounded(document.activeKeyIds ?? [])
  const { activeKeyIds } = document
  return { ...(await readSwissList({ certs: bounded(document.certs ?? []) })), activeKeyIds }
}

function bounded<Item>(items: Item[]): Item[] {
  if (items.length > itemsMax) throw new Error('too many entries')
  return items
}
