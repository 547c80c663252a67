// Printed from wsdl/ by `npm run contract`; do not edit.

export const namespace = 'http://certificates.ehealth.gov.ua/trembita/v1'

/** The operations of the WSDL, each with the digest of its contract. */
export const operationHashes = {
  IssueVaccinationCertificate_v1: '81c4ee21d0fc70f352bd23ecfed86af2c8404b197dc4b8187e7408a593f82147',
  IssueTestCertificate_v1: '53b59075aea5be62f6a9c106d4e8d5e79204ed4ffad3e83f9598806a76f7b4ff',
  IssueRecoveryCertificate_v1: 'b588c4b1fc1e2d153d8f761f38a46970386dd404eac4e850cf3e6c22f445f420',
  GetCertificateStatus_v1: '9e66a1123f1cb8b1a05aaafe6023f63fdd01fac4e01f7f7d97191f3edcc99fd4',
  RevokeCertificate_v1: '2c8cf9be04b58bf3b0d460b3e51d49536fbbe4c540c12307b19027cbc4b51716',
  VerifyCertificate_v1: '0abc605dbeb5998064d69671c2af8f176b572c3a8241013e6d66248ad64f535f',
  ReadCertificate_v1: 'd0441f6b42ff9e3f86aaa659a0c1e4f4d6724324a582afdc414551807b7b0aad',
  ReissueCertificate_v1: '57340eff3e476e2ab284b0a6e011410f5358d4a6652f8bb3616a0f5b30c64e4d',
  RevokeCertificates_v1: '8f85759848fb3d63e0844d1bd41843b4ffb1a11c4a30f832ffd38bf66fecca72',
  GetRevocationList_v1: 'ae16193f92579af4c574b229093eb957331c07ba22b7d475b69268929c10f109',
  GetDictionary_v1: '31dbb6c6a56968d892a00bfea5577cc1cf4fc358cbcf03bcc6b64b0b49c6f9a9',
  GetServiceInformation_v1: 'f9b7b19160b70b5d3562b7a9b2a07727ef1b5a15329a6342421d61b30a88864e',
} as const

/** A field of a shape: a simple kind or the name of another shape. */
export interface Field {
  name: string
  type: string
  /** The simple type that says more of its text. */
  simple?: keyof typeof simpleTypes
  optional?: true
  many?: true
  /** How often it may stand, where that is bounded. */
  most?: number
}

/** What a simple type demands of a text: lengths in characters, of base64 in bytes. */
export interface SimpleType {
  pattern?: RegExp
  minLength?: number
  maxLength?: number
  min?: number
  max?: number
  values?: readonly string[]
}

export const simpleTypes = {
  Code: { pattern: /^(?:[A-Z][A-Z0-9_]{1,63})$/u },
  Text: { maxLength: 2000 },
  Reference: { pattern: /^(?:[!-~]{1,64})$/u },
  Name: { pattern: /^(?:[\p{L}][\p{L}\p{M} .'’ʼ\-]*)$/u, maxLength: 80 },
  LatinName: { pattern: /^(?:[A-Za-zÀ-ÖØ-öø-ž][A-Za-zÀ-ÖØ-öø-ž .'’\-]*)$/u, maxLength: 80 },
  Date: { pattern: /^(?:(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})$/u },
  Time: { pattern: /^(?:(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+\-][0-9]{2}:[0-9]{2}))$/u },
  Rnokpp: { pattern: /^(?:[0-9]{10})$/u },
  Unzr: { pattern: /^(?:[0-9]{8}-[0-9]{5})$/u },
  DocumentNumber: { pattern: /^(?:[0-9A-Za-zА-ЩЬЮЯҐЄІЇа-щьюяґєії\/ \-]{2,25})$/u },
  Edrpou: { pattern: /^(?:[0-9]{8}([0-9]{2})?)$/u },
  FacilityName: { pattern: /^(?:[^\p{C}]*[^\p{C}\s][^\p{C}]*)$/u, minLength: 1, maxLength: 80 },
  Country: { pattern: /^(?:[A-Z]{2})$/u },
  ValueSetCode: { pattern: /^(?:[0-9A-Za-z\/.+()_\- ]{1,60})$/u },
  TestName: { pattern: /^(?:[^\p{C}]*[^\p{C}\s][^\p{C}]*)$/u, minLength: 1, maxLength: 80 },
  DoseCount: { min: 1, max: 9 },
  Scale: { min: 1, max: 20 },
  RenderingFormat: { values: ['SVG', 'PNG', 'PDF'] },
  Language: { values: ['uk', 'en'] },
  Uvci: { pattern: /^(?:[A-Za-z0-9\/:#]{5,80})$/u },
  Hc1: { minLength: 1, maxLength: 8192 },
  CoseBytes: { maxLength: 8192 },
  ImageBytes: { maxLength: 524288 },
  CertificateBytes: { maxLength: 8192 },
  SignatureBytes: { maxLength: 262144 },
  KeyIdentifier: { pattern: /^(?:[A-Za-z0-9+\/]{11}=)$/u },
  Sha256Hex: { pattern: /^(?:[0-9a-f]{64})$/u },
  Path: { maxLength: 500 },
  Rule: { maxLength: 500 },
} satisfies Readonly<Record<string, SimpleType>>

/** The fields of every shape, in the order that the schema demands. */
export const shapes: Readonly<Record<string, readonly Field[]>> = {
  Context: [
    { name: 'purposeId', type: 'string', simple: 'Reference', optional: true },
    { name: 'subjectId', type: 'string', simple: 'Reference', optional: true },
    { name: 'operatorId', type: 'string', simple: 'Reference', optional: true },
    { name: 'validateOnly', type: 'boolean', optional: true },
  ],
  IdentityDocument: [
    { name: 'type', type: 'string', simple: 'Code' },
    { name: 'number', type: 'string', simple: 'DocumentNumber' },
  ],
  Representative: [
    { name: 'rnokpp', type: 'string', simple: 'Rnokpp', optional: true },
    { name: 'unzr', type: 'string', simple: 'Unzr', optional: true },
    { name: 'document', type: 'IdentityDocument', optional: true },
  ],
  Person: [
    { name: 'familyName', type: 'string', simple: 'Name' },
    { name: 'givenName', type: 'string', simple: 'Name' },
    { name: 'secondName', type: 'string', simple: 'Name', optional: true },
    { name: 'familyNameLatin', type: 'string', simple: 'LatinName', optional: true },
    { name: 'givenNameLatin', type: 'string', simple: 'LatinName', optional: true },
    { name: 'birthDate', type: 'date', simple: 'Date' },
    { name: 'rnokpp', type: 'string', simple: 'Rnokpp', optional: true },
    { name: 'unzr', type: 'string', simple: 'Unzr', optional: true },
    { name: 'document', type: 'IdentityDocument', optional: true },
    { name: 'representative', type: 'Representative', optional: true },
  ],
  Facility: [
    { name: 'edrpou', type: 'string', simple: 'Edrpou' },
    { name: 'name', type: 'string', simple: 'FacilityName' },
  ],
  Vaccination: [
    { name: 'recordId', type: 'string', simple: 'Reference', optional: true },
    { name: 'recordOrigin', type: 'string', simple: 'Code', optional: true },
    { name: 'product', type: 'string', simple: 'ValueSetCode' },
    { name: 'vaccine', type: 'string', simple: 'ValueSetCode', optional: true },
    { name: 'manufacturer', type: 'string', simple: 'ValueSetCode', optional: true },
    { name: 'doseNumber', type: 'integer', simple: 'DoseCount' },
    { name: 'totalDoses', type: 'integer', simple: 'DoseCount' },
    { name: 'date', type: 'date', simple: 'Date' },
    { name: 'country', type: 'string', simple: 'Country' },
    { name: 'facility', type: 'Facility', optional: true },
  ],
  Test: [
    { name: 'recordId', type: 'string', simple: 'Reference', optional: true },
    { name: 'recordOrigin', type: 'string', simple: 'Code', optional: true },
    { name: 'testType', type: 'string', simple: 'ValueSetCode' },
    { name: 'testName', type: 'string', simple: 'TestName', optional: true },
    { name: 'device', type: 'string', simple: 'ValueSetCode', optional: true },
    { name: 'sampleTime', type: 'dateTime', simple: 'Time' },
    { name: 'result', type: 'string', simple: 'ValueSetCode' },
    { name: 'country', type: 'string', simple: 'Country' },
    { name: 'facility', type: 'Facility', optional: true },
  ],
  Recovery: [
    { name: 'recordId', type: 'string', simple: 'Reference', optional: true },
    { name: 'recordOrigin', type: 'string', simple: 'Code', optional: true },
    { name: 'firstPositiveDate', type: 'date', simple: 'Date' },
    { name: 'country', type: 'string', simple: 'Country' },
    { name: 'facility', type: 'Facility', optional: true },
  ],
  RenderingRequest: [
    { name: 'format', type: 'string', simple: 'RenderingFormat' },
    { name: 'language', type: 'string', simple: 'Language', optional: true },
    { name: 'scale', type: 'integer', simple: 'Scale', optional: true },
  ],
  Delivery: [
    { name: 'rendering', type: 'RenderingRequest', optional: true, many: true, most: 3 },
    { name: 'seal', type: 'boolean', optional: true },
    { name: 'encryptTo', type: 'base64', simple: 'CertificateBytes', optional: true },
    { name: 'attach', type: 'boolean', optional: true },
  ],
  Signature: [
    { name: 'cms', type: 'base64', simple: 'SignatureBytes' },
    { name: 'content', type: 'base64', simple: 'SignatureBytes', optional: true },
  ],
  Consent: [
    { name: 'textVersion', type: 'string', simple: 'Reference' },
    { name: 'textHash', type: 'string', simple: 'Sha256Hex' },
    { name: 'givenAt', type: 'dateTime', simple: 'Time' },
    { name: 'sessionAssertion', type: 'string', simple: 'Text' },
  ],
  Authorisation: [
    { name: 'signature', type: 'Signature', optional: true },
    { name: 'consent', type: 'Consent', optional: true },
  ],
  Holder: [
    { name: 'familyName', type: 'string', simple: 'Text', optional: true },
    { name: 'givenName', type: 'string', simple: 'Text', optional: true },
    { name: 'familyNameLatin', type: 'string', simple: 'Text', optional: true },
    { name: 'givenNameLatin', type: 'string', simple: 'Text', optional: true },
    { name: 'birthDate', type: 'string', simple: 'Text', optional: true },
    { name: 'rnokpp', type: 'string', simple: 'Rnokpp', optional: true },
    { name: 'unzr', type: 'string', simple: 'Unzr', optional: true },
  ],
  ContentItem: [
    { name: 'name', type: 'string', simple: 'Code' },
    { name: 'code', type: 'string', simple: 'Text', optional: true },
    { name: 'valueUk', type: 'string', simple: 'Text' },
    { name: 'valueEn', type: 'string', simple: 'Text' },
  ],
  Rendering: [
    { name: 'format', type: 'string', simple: 'Code' },
    { name: 'mediaType', type: 'string', simple: 'Text' },
    { name: 'content', type: 'base64' },
  ],
  Certificate: [
    { name: 'uvci', type: 'string', simple: 'Uvci' },
    { name: 'certificateType', type: 'string', simple: 'Code' },
    { name: 'outcome', type: 'string', simple: 'Code' },
    { name: 'issuedAt', type: 'dateTime', simple: 'Time' },
    { name: 'expiresAt', type: 'dateTime', simple: 'Time' },
    { name: 'validFrom', type: 'dateTime', simple: 'Time' },
    { name: 'validUntil', type: 'dateTime', simple: 'Time' },
    { name: 'nationalColour', type: 'string', simple: 'Code', optional: true },
    { name: 'keyId', type: 'string', simple: 'KeyIdentifier' },
    { name: 'supersedes', type: 'string', simple: 'Uvci', optional: true },
    { name: 'holder', type: 'Holder' },
    { name: 'content', type: 'ContentItem', optional: true, many: true },
    { name: 'hc1', type: 'string', simple: 'Hc1', optional: true },
    { name: 'cose', type: 'base64', simple: 'CoseBytes', optional: true },
    { name: 'rendering', type: 'Rendering', optional: true, many: true },
    { name: 'sealed', type: 'base64', optional: true },
    { name: 'encrypted', type: 'base64', optional: true },
  ],
  Step: [
    { name: 'name', type: 'string', simple: 'Code' },
    { name: 'outcome', type: 'string', simple: 'Code' },
    { name: 'code', type: 'string', simple: 'Code' },
    { name: 'textUk', type: 'string', simple: 'Text' },
    { name: 'textEn', type: 'string', simple: 'Text' },
  ],
  RevocationRow: [
    { name: 'uvci', type: 'string', simple: 'Uvci' },
    { name: 'outcome', type: 'string', simple: 'Code' },
    { name: 'revokedAt', type: 'dateTime', simple: 'Time', optional: true },
  ],
  RevocationBatch: [
    { name: 'batchId', type: 'string', simple: 'Reference' },
    { name: 'country', type: 'string', simple: 'Country' },
    { name: 'changedAt', type: 'dateTime', simple: 'Time' },
    { name: 'expires', type: 'dateTime', simple: 'Time' },
    { name: 'deleted', type: 'boolean' },
    { name: 'keyId', type: 'string', simple: 'Text', optional: true },
    { name: 'hashType', type: 'string', simple: 'Code', optional: true },
    { name: 'entries', type: 'integer', optional: true },
    { name: 'cms', type: 'base64', optional: true },
  ],
  DictionaryEntry: [
    { name: 'code', type: 'string', simple: 'Text' },
    { name: 'textUk', type: 'string', simple: 'Text' },
    { name: 'textEn', type: 'string', simple: 'Text' },
    { name: 'active', type: 'boolean' },
  ],
  OperationInformation: [
    { name: 'code', type: 'string', simple: 'Text' },
    { name: 'hash', type: 'string', simple: 'Sha256Hex' },
  ],
  Warning: [
    { name: 'code', type: 'string', simple: 'Code' },
    { name: 'textUk', type: 'string', simple: 'Text' },
    { name: 'textEn', type: 'string', simple: 'Text' },
    { name: 'path', type: 'string', simple: 'Path', optional: true },
  ],
  Property: [
    { name: 'name', type: 'string', simple: 'Code' },
    { name: 'value', type: 'string', simple: 'Text' },
  ],
  Violation: [
    { name: 'path', type: 'string', simple: 'Path' },
    { name: 'rule', type: 'string', simple: 'Rule' },
  ],
  Refusal: [
    { name: 'faultCode', type: 'string', simple: 'Code' },
    { name: 'faultString', type: 'string', simple: 'Text' },
    { name: 'faultStringEn', type: 'string', simple: 'Text' },
    { name: 'retryable', type: 'boolean' },
    { name: 'retryAfterSeconds', type: 'integer', optional: true },
    { name: 'violation', type: 'Violation', optional: true, many: true },
  ],
  GatewayFault: [
    { name: 'faultCode', type: 'string', simple: 'Code' },
    { name: 'faultString', type: 'string', simple: 'Text' },
    { name: 'faultStringEn', type: 'string', simple: 'Text' },
    { name: 'retryable', type: 'boolean' },
    { name: 'retryAfterSeconds', type: 'integer', optional: true },
    { name: 'violation', type: 'Violation', optional: true, many: true },
    { name: 'xRoadId', type: 'string', simple: 'Text', optional: true },
  ],
  IssueVaccinationCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'person', type: 'Person' },
    { name: 'event', type: 'Vaccination' },
    { name: 'delivery', type: 'Delivery', optional: true },
  ],
  IssueVaccinationCertificate_v1Response: [
    { name: 'certificate', type: 'Certificate', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  IssueTestCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'person', type: 'Person' },
    { name: 'event', type: 'Test' },
    { name: 'delivery', type: 'Delivery', optional: true },
  ],
  IssueTestCertificate_v1Response: [
    { name: 'certificate', type: 'Certificate', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  IssueRecoveryCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'person', type: 'Person' },
    { name: 'event', type: 'Recovery' },
    { name: 'delivery', type: 'Delivery', optional: true },
  ],
  IssueRecoveryCertificate_v1Response: [
    { name: 'certificate', type: 'Certificate', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  GetCertificateStatus_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'uvci', type: 'string', simple: 'Uvci' },
  ],
  GetCertificateStatus_v1Response: [
    { name: 'status', type: 'string', simple: 'Code', optional: true },
    { name: 'asOf', type: 'dateTime', simple: 'Time', optional: true },
    { name: 'certificateType', type: 'string', simple: 'Code', optional: true },
    { name: 'reason', type: 'string', simple: 'Code', optional: true },
    { name: 'supersedes', type: 'string', simple: 'Uvci', optional: true },
    { name: 'supersededBy', type: 'string', simple: 'Uvci', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  RevokeCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'uvci', type: 'string', simple: 'Uvci' },
    { name: 'reason', type: 'string', simple: 'Code' },
    { name: 'fraud', type: 'boolean', optional: true },
  ],
  RevokeCertificate_v1Response: [
    { name: 'status', type: 'string', simple: 'Code', optional: true },
    { name: 'revokedAt', type: 'dateTime', simple: 'Time', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  VerifyCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'hc1', type: 'string', simple: 'Hc1', optional: true },
    { name: 'cose', type: 'base64', simple: 'CoseBytes', optional: true },
    { name: 'image', type: 'base64', simple: 'ImageBytes', optional: true },
    { name: 'country', type: 'string', simple: 'Country', optional: true },
    { name: 'checkTime', type: 'dateTime', simple: 'Time', optional: true },
  ],
  VerifyCertificate_v1Response: [
    { name: 'verdict', type: 'string', simple: 'Code', optional: true },
    { name: 'step', type: 'Step', optional: true, many: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  ReadCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'hc1', type: 'string', simple: 'Hc1', optional: true },
    { name: 'cose', type: 'base64', simple: 'CoseBytes', optional: true },
    { name: 'image', type: 'base64', simple: 'ImageBytes', optional: true },
    { name: 'country', type: 'string', simple: 'Country', optional: true },
    { name: 'checkTime', type: 'dateTime', simple: 'Time', optional: true },
  ],
  ReadCertificate_v1Response: [
    { name: 'verdict', type: 'string', simple: 'Code', optional: true },
    { name: 'step', type: 'Step', optional: true, many: true },
    { name: 'certificateType', type: 'string', simple: 'Code', optional: true },
    { name: 'uvci', type: 'string', simple: 'Text', optional: true },
    { name: 'issuedAt', type: 'string', simple: 'Text', optional: true },
    { name: 'expiresAt', type: 'string', simple: 'Text', optional: true },
    { name: 'keyId', type: 'string', simple: 'Text', optional: true },
    { name: 'holder', type: 'Holder', optional: true },
    { name: 'content', type: 'ContentItem', optional: true, many: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  ReissueCertificate_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'uvci', type: 'string', simple: 'Uvci' },
    { name: 'person', type: 'Person' },
    { name: 'vaccination', type: 'Vaccination', optional: true },
    { name: 'test', type: 'Test', optional: true },
    { name: 'recovery', type: 'Recovery', optional: true },
    { name: 'delivery', type: 'Delivery', optional: true },
  ],
  ReissueCertificate_v1Response: [
    { name: 'certificate', type: 'Certificate', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  RevokeCertificates_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'uvci', type: 'string', simple: 'Uvci', many: true, most: 1000 },
    { name: 'reason', type: 'string', simple: 'Code' },
    { name: 'fraud', type: 'boolean', optional: true },
  ],
  RevokeCertificates_v1Response: [
    { name: 'row', type: 'RevocationRow', optional: true, many: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  GetRevocationList_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'since', type: 'dateTime', simple: 'Time', optional: true },
    { name: 'pageToken', type: 'string', simple: 'Reference', optional: true },
  ],
  GetRevocationList_v1Response: [
    { name: 'batch', type: 'RevocationBatch', optional: true, many: true },
    { name: 'nextPageToken', type: 'string', simple: 'Reference', optional: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  GetDictionary_v1: [
    { name: 'context', type: 'Context', optional: true },
    { name: 'name', type: 'string', simple: 'Code' },
    { name: 'version', type: 'string', simple: 'Reference', optional: true },
  ],
  GetDictionary_v1Response: [
    { name: 'version', type: 'string', simple: 'Text', optional: true },
    { name: 'entry', type: 'DictionaryEntry', optional: true, many: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
  GetServiceInformation_v1: [
    { name: 'context', type: 'Context', optional: true },
  ],
  GetServiceInformation_v1Response: [
    { name: 'environment', type: 'string', simple: 'Code', optional: true },
    { name: 'worldId', type: 'string', simple: 'Reference', optional: true },
    { name: 'version', type: 'string', simple: 'Text', optional: true },
    { name: 'time', type: 'dateTime', simple: 'Time', optional: true },
    { name: 'operation', type: 'OperationInformation', optional: true, many: true },
    { name: 'warning', type: 'Warning', optional: true, many: true },
    { name: 'property', type: 'Property', optional: true, many: true },
    { name: 'fault', type: 'Refusal', optional: true },
  ],
}
