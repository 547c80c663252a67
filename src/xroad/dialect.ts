// How strictly a header is read: as X-Road's documents have it, or as Trembita's consumers (Cybernetica UXP)
// write it. Says what is tolerated; reads nothing. Nothing tolerated is ever changed in the echo.

/** One row per dialect: all in which they differ. */
export interface Dialect {
  /** `objectType` may stand without a namespace (X-Road message protocol 4.0 Annex A wants one). */
  bareObjectType: boolean
  /** `centralService` may stand instead of `service`, as it could until April 2023. */
  centralService: boolean
  /** `serviceVersion` may repeat the version that stands in the service code. */
  versionBesideCode: boolean
  /** What the parts of somebody else's identifier are made of. */
  part: PartRule
}

export interface PartRule {
  characters: RegExp
  rule: string
}

/** A slash would make two clients, or two represented parties, the same text: see `clientText`. */
export const withoutSlash: PartRule = { characters: /^[^/]*$/, rule: 'no slash' }

export type DialectName = 'uxp' | 'x-road'

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  uxp: {
    bareObjectType: true,
    centralService: true,
    versionBesideCode: true,
    // Every subsystem on Trembita has underscores.
    part: withoutSlash,
  },
  'x-road': {
    bareObjectType: false,
    centralService: false,
    versionBesideCode: false,
    // X-Road message protocol 4.0 §2.1. The service is exempt: it must equal ours, letter by letter.
    part: { characters: /^[A-Za-z0-9'()+,.=?-]*$/, rule: "A-Z a-z 0-9 ' ( ) + , - . = ?" },
  },
}

/** What this installation asks of a header. */
export interface HeaderRules {
  dialect: Dialect
  /** The protocol leaves `userId` to the provider. */
  userIdRequired: boolean
  /** Elements of a deployment's own that somebody here reads: they may demand to be understood. */
  understood?: readonly { namespaceUri: string; name: string }[]
}

export const ordinaryRules: HeaderRules = { dialect: dialects.uxp, userIdRequired: false }
