// The embedded engine: decides, signs and records in this process.

import { Failure } from '../errors.ts'
import type { Register } from '../register/register.ts'
import type { Answering } from './audited.ts'
import { createIssue, type IssueParts } from './issue.ts'
import { createRevoke, createStatus } from './status.ts'
import { createVerify, type VerifyParts } from './verify.ts'

export interface LocalEngineParts extends IssueParts, Omit<VerifyParts, 'register' | 'keys'> {
  register: Register
}

export function createLocalEngine(parts: LocalEngineParts): Answering {
  return {
    issue: createIssue(parts),
    status: createStatus(parts),
    revoke: createRevoke(parts),
    verify: createVerify(parts),
    audit: parts.register.audit,
    async ready() {
      await parts.register.ready()
      const now = parts.clock.now()
      const usable = parts.keys.all.some((key) => key.notBefore <= now && now < key.notAfter)
      if (!usable) throw new Failure('SIGNING_KEY_UNAVAILABLE')
    },
  }
}
