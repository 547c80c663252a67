import { expect } from 'chai'
import { auditEntry } from '../../src/engine/audited.ts'
import type { Caller } from '../../src/engine/engine.ts'
import { type Asked, askedBy } from '../../src/operations/audit.ts'
import { openEnvelope } from '../../src/xroad/envelope.ts'
import { request } from '../xroad/envelopes.ts'

const caller: Caller = {
  client: 'a',
  representedParty: 'COM/1',
  service: 'b',
  id: 'c',
  bodyDigest: 'd',
  requestDigest: 'e',
}
const purpose = { namespaceUri: 'urn:own', name: 'purpose' }
const subject = { namespaceUri: 'urn:own', name: 'subject' }
const person = { familyName: 'Вигадана', givenName: 'Особа', birthDate: '1990-01-01' }

function asked(headers: string[], names: object = { purpose, subject }): Asked {
  const envelope = openEnvelope(Buffer.from(request('GetCertificateStatus_v1', '', headers)))
  try {
    return askedBy(caller, envelope, { purpose: undefined, subject: undefined, ...names })
  } finally {
    envelope.dispose()
  }
}

describe('what the audit is told', () => {
  it('begins with who asks', () => {
    const entry = auditEntry(asked([]), 'ACCESS_DENIED')
    const asker = {
      client: 'a',
      service: 'b',
      id: 'c',
      representedParty: 'COM/1',
      userId: undefined,
    }
    expect(entry).to.deep.equal({ caller: asker, outcome: 'ACCESS_DENIED', uvci: [] })
  })

  it('takes purpose and subject from the header elements that are configured', () => {
    const blocks = [
      '<p:purpose xmlns:p="urn:own"> P-1 </p:purpose>',
      '<subject xmlns="urn:own">S-1</subject>',
    ]
    expect(auditEntry(asked(blocks), 'OK')).to.include({ purposeId: 'P-1', subjectId: 'S-1' })
    expect(auditEntry(asked(blocks, {}), 'OK')).to.have.keys('caller', 'outcome', 'uvci')
  })

  it('takes no element of another namespace or name, and none that is blank', () => {
    const blocks = [
      '<purpose xmlns="urn:other">P-1</purpose>',
      '<other xmlns="urn:own">P-2</other>',
      '<subject xmlns="urn:own"> </subject>',
    ]
    expect(auditEntry(asked(blocks), 'OK')).to.have.keys('caller', 'outcome', 'uvci')
  })

  it('takes them from the context before the header, and the operator from there alone', () => {
    const told = asked(['<purpose xmlns="urn:own">P-1</purpose>'])
    told.request = { context: { purposeId: 'P-2', subjectId: 'S-2', operatorId: 'O-2' } }
    expect(auditEntry(told, 'OK')).to.include({
      purposeId: 'P-2',
      subjectId: 'S-2',
      operatorId: 'O-2',
    })
  })

  it('is about the person and every certificate that request and answer name', () => {
    const told = asked([])
    told.request = { person, uvci: 'U-1' }
    told.response = { uvci: 'U-2', certificate: { uvci: 'U-3' } }
    const entry = auditEntry(told, 'OK')
    expect(entry.person).to.equal(person)
    expect(entry.uvci).to.deep.equal(['U-1', 'U-2', 'U-3'])
  })
})
