// Tells a verifier, page by page, which batches hold and what changed. Touches no person.

import type { GetRevocationList_v1, RevocationBatch } from '../contract/types.ts'
import type { Listing, ToldBatch } from '../register/listing.ts'
import type { Engine } from './engine.ts'
import { type Problem, refuse } from './refuse.ts'

export interface RevocationListParts {
  /** Absent: no batches are made here. */
  listing?: Pick<Listing, 'changed'> | undefined
}

/** So that an answer stays below a megabyte: base64 is a third longer. */
const pageBytesMax = 512 * 1024
const pageBatchesMax = 100

/** Where the next page begins. */
interface Place {
  after: number
  since: Date | undefined
}

/**
 * Base64url of `change` or `change.milliseconds of since`: before 1970 these are negative, and with more digits the year
 * has five, which not every database takes.
 */
const tokenForm = /^(\d{1,15})(?:\.(-?\d{1,13}))?$/

function tokenOf({ after, since }: Place): string {
  const text = since === undefined ? `${after}` : `${after}.${since.getTime()}`
  return Buffer.from(text).toString('base64url')
}

const noToken: Problem = { code: 'PAGE_TOKEN_UNKNOWN', path: 'pageToken' }

/** A token carries on what its first page was asked for. */
function placeOf({ since, pageToken }: GetRevocationList_v1): Place | undefined {
  if (pageToken === undefined)
    return { after: 0, since: since === undefined ? undefined : new Date(since) }
  const [, after, ms] = tokenForm.exec(Buffer.from(pageToken, 'base64url').toString()) ?? []
  const place = after && { after: Number(after), since: ms ? new Date(Number(ms)) : undefined }
  return place && tokenOf(place) === pageToken ? place : undefined
}

/** What is wrong with the token of a page. */
export function pageProblem(request: GetRevocationList_v1): Problem | undefined {
  return placeOf(request) === undefined ? noToken : undefined
}

export function createRevocationList({ listing }: RevocationListParts): Engine['revocationList'] {
  return async (request) => {
    if (listing === undefined)
      return refuse([{ code: 'REVOCATION_LIST_UNAVAILABLE', path: 'Header/service' }])
    const place = placeOf(request)
    if (place === undefined) return refuse([noToken])
    const limits = { batchesMax: pageBatchesMax, bytesMax: pageBytesMax }
    const { batches, more } = await listing.changed({ ...place, ...limits })
    const last = batches.at(-1)
    return {
      batch: batches.map(shown),
      ...(more && last ? { nextPageToken: tokenOf({ ...place, after: last.change }) } : {}),
    }
  }
}

function shown(batch: ToldBatch): RevocationBatch {
  const { batchId, country, keyId, kind, entries, changedAt, expires, cms } = batch
  return {
    batchId,
    country,
    changedAt: changedAt.toISOString(),
    expires: expires.toISOString(),
    deleted: cms === undefined,
    keyId,
    hashType: kind,
    entries,
    ...(cms === undefined ? {} : { cms: Buffer.from(cms).toString('base64') }),
  }
}
