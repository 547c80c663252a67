import { expect } from 'chai'
import { writeElement } from '../src/contract/codec.ts'
import { responseViolations } from '../src/contract/schema.ts'
import {
  asFailure,
  Failure,
  type FailureCode,
  failures,
  refusal,
  securityServerCode,
} from '../src/errors.ts'

const codes = Object.keys(failures) as FailureCode[]

describe('the table of failures', () => {
  for (const code of codes) {
    it(`has for ${code} a text in both languages that the contract can carry`, () => {
      const row = failures[code]
      expect(code).to.match(/^[A-Z][A-Z0-9_]{1,63}$/)
      expect(row.uk).to.match(/^[А-ЯІЇЄҐ].*\.$/)
      expect(row.en).to.match(/^[A-Z][\x20-\x7e]*\.$/)
      // The fault text is written without escaping.
      expect(row.uk).not.to.match(/[<&]/)
      expect(row.retryAfterSeconds === undefined || row.retryable).to.equal(true)
      const detail = writeElement('gatewayFault', refusal(code), 'GatewayFault')
      expect(responseViolations(detail)).to.deep.equal([])
    })
  }

  it('calls every failure of ours retryable or not on purpose, and no refusal a security server’s', () => {
    for (const code of codes)
      if (failures[code].kind === 'refusal') expect(securityServerCode(code)).to.equal(undefined)
  })

  it('names message errors as the security server does, in both spellings', () => {
    const spelt: [FailureCode, string | undefined, string | undefined][] = [
      ['INVALID_HTTP_METHOD', 'InvalidHttpMethod', 'invalid_http_method'],
      ['INVALID_CONTENT_TYPE', 'InvalidContentType', 'invalid_content_type'],
      ['MESSAGE_EMPTY', 'InvalidSoap', 'invalid_soap'],
      ['DOCTYPE_REFUSED', 'InvalidSoap', 'invalid_soap'],
      ['MISSING_HEADER', 'MissingHeader', 'missing_header'],
      ['MISSING_HEADER_FIELD', 'MissingHeaderField', 'missing_header_field'],
      ['DUPLICATE_HEADER_FIELD', 'DuplicateHeaderField', 'duplicate_header_field'],
      ['INVALID_PROTOCOL_VERSION', 'InvalidProtocolVersion', 'invalid_protocol_version'],
      ['INVALID_IDENTIFIER', 'InvalidXml', 'invalid_xml'],
      ['EMPTY_IDENTIFIER', 'InternalError', 'internal_error'],
      ['MISSING_BODY', 'MissingBody', 'missing_body'],
      ['INVALID_BODY', 'InvalidBody', 'invalid_body'],
      ['INCONSISTENT_HEADERS', 'InconsistentHeaders', 'inconsistent_headers'],
      ['UNKNOWN_OPERATION', 'UnknownService', 'unknown_service'],
      ['SCHEMA_VIOLATION', undefined, undefined],
    ]
    for (const [code, camel, snake] of spelt) {
      expect(securityServerCode(code)).to.equal(camel)
      expect(securityServerCode(code, 'camel')).to.equal(camel)
      expect(securityServerCode(code, 'snake')).to.equal(snake)
    }
  })
})

describe('a failure', () => {
  it('bears code, violations, our detail and the cause', () => {
    const cause = new Error('x')
    const violations = [{ path: 'a', rule: 'b' }]
    const failure = new Failure('INTERNAL', { violations, detail: 'd', cause })
    expect(failure).to.include({
      name: 'Failure',
      message: 'INTERNAL',
      code: 'INTERNAL',
      detail: 'd',
      cause,
    })
    expect(failure.violations).to.deep.equal(violations)
    expect(new Failure('INTERNAL')).not.to.have.property('cause')
  })

  it('is what it was when thrown, and INTERNAL for anything else', () => {
    const failure = new Failure('DEADLINE')
    expect(asFailure(failure)).to.equal(failure)
    for (const thrown of [new TypeError('x'), 'x', null])
      expect(asFailure(thrown)).to.include({ code: 'INTERNAL', cause: thrown })
  })

  it('tells a client code, texts, and whether to try again', () => {
    expect(refusal('DEADLINE')).to.deep.equal({
      faultCode: 'DEADLINE',
      faultString: failures.DEADLINE.uk,
      faultStringEn: failures.DEADLINE.en,
      retryable: true,
      retryAfterSeconds: 5,
    })
    expect(refusal('CHOICE_REQUIRED', [{ path: 'a', rule: 'b' }])).to.deep.include({
      retryable: false,
      violation: [{ path: 'a', rule: 'b' }],
    })
  })
})
