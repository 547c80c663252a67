import { expect } from 'chai'
import { responseViolations } from '../../src/contract/schema.ts'
import { Failure } from '../../src/errors.ts'

describe('the schema', () => {
  it('names what is wrong with a response', () => {
    expect(responseViolations('<RevokeCertificate_v1Response/>')).to.deep.equal([
      { path: 'RevokeCertificate_v1Response', rule: 'schema' },
    ])
  })

  it('calls a response that is not XML our own failure, never the client’s', () => {
    expect(() => responseViolations('<a>\u0000</a>'))
      .to.throw(Failure, 'INTERNAL')
      .with.property('detail', 'response is not well-formed')
  })
})
