// The embedded engine: decides, signs and records in this process.

import type { Register } from '../register/register.ts'
import { type Answering, auditEntry } from './audited.ts'
import { createIssue } from './issue.ts'
import { createReissue, type ReissueParts } from './reissue.ts'
import { createRevocationList, type RevocationListParts } from './revocation-list.ts'
import { createRevoke, createRevokeMany } from './revoke.ts'
import { createStatus } from './status.ts'
import { createVerify, type VerifyParts } from './verify.ts'

export interface LocalEngineParts
  extends ReissueParts,
    RevocationListParts,
    Omit<VerifyParts, 'register' | 'keys'> {
  register: Register
}

export function createLocalEngine(parts: LocalEngineParts): Answering {
  return {
    issue: createIssue({ ...parts, noting: auditEntry }),
    status: createStatus(parts),
    revoke: createRevoke(parts),
    reissue: createReissue({ ...parts, noting: auditEntry }),
    revokeMany: createRevokeMany(parts),
    revocationList: createRevocationList(parts),
    verify: createVerify(parts),
    audit: parts.register.audit,
    async ready() {
      await parts.register.ready()
      await parts.keys.ready(parts.clock.now())
    },
  }
}
