// Printed from wsdl/ by `npm run contract`; do not edit.

/** Circumstances of the request. */
export interface Context {
  /** Identifier of the purpose of processing personal data. */
  purposeId?: string
  /** Identifier of the data subject for the monitoring of access. */
  subjectId?: string
  /** Identifier of the operator who sends the request. */
  operatorId?: string
  /** Check only: everything is checked, nothing is changed. */
  validateOnly?: boolean
}

/** A document that proves identity. */
export interface IdentityDocument {
  /** Type of the document, for instance PASSPORT or NATIONAL_ID. */
  type: string
  /** Series and number. */
  number: string
}

/** The legal representative of the person. */
export interface Representative {
  /** Taxpayer number of the representative. */
  rnokpp?: string
  /** Demographic record number of the representative. */
  unzr?: string
  /** Document of the representative. */
  document?: IdentityDocument
}

/** The person who is certified. */
export interface Person {
  /** Family name in Ukrainian. */
  familyName: string
  /** Given name in Ukrainian. */
  givenName: string
  /** Patronymic; not written into the certificate. */
  secondName?: string
  /** Family name in Latin letters as in the passport; without it the table of resolution No. 55 applies. */
  familyNameLatin?: string
  /** Given name in Latin letters as in the passport. */
  givenNameLatin?: string
  /** Date of birth. */
  birthDate: string
  /** Taxpayer number; a wrong check digit only causes a warning. */
  rnokpp?: string
  /** Demographic record number. */
  unzr?: string
  /** Document of the person. */
  document?: IdentityDocument
  /** Legal representative. */
  representative?: Representative
}

/** The facility where the event took place. */
export interface Facility {
  /** EDRPOU code. */
  edrpou: string
  /** Name of the facility. */
  name: string
}

/** A vaccination. */
export interface Vaccination {
  /** Identifier of the medical record: by it a repeated request finds the certificate already issued. */
  recordId?: string
  /** Origin of the medical record. */
  recordOrigin?: string
  /** Code of the product (vaccines-covid-19-names). */
  product: string
  /** Code of the vaccine type; derived from the product when absent. */
  vaccine?: string
  /** Code of the manufacturer; derived from the product when absent. */
  manufacturer?: string
  /** Dose number. */
  doseNumber: number
  /** Number of doses in the series. */
  totalDoses: number
  /** Date of the vaccination. */
  date: string
  /** Country where the event took place. */
  country: string
  /** Facility. */
  facility?: Facility
}

/** A test. */
export interface Test {
  /** Identifier of the medical record: by it a repeated request finds the certificate already issued. */
  recordId?: string
  /** Origin of the medical record. */
  recordOrigin?: string
  /** Code of the type of test (covid-19-lab-test-type). */
  testType: string
  /** Name of a NAAT test. */
  testName?: string
  /** Device code of a rapid test (covid-19-lab-test-manufacturer-and-name). */
  device?: string
  /** Time when the sample was taken. */
  sampleTime: string
  /** Code of the result (covid-19-lab-result). */
  result: string
  /** Country where the event took place. */
  country: string
  /** Facility. */
  facility?: Facility
}

/** A recovery. */
export interface Recovery {
  /** Identifier of the medical record: by it a repeated request finds the certificate already issued. */
  recordId?: string
  /** Origin of the medical record. */
  recordOrigin?: string
  /** Date of the first positive test. */
  firstPositiveDate: string
  /** Country where the event took place. */
  country: string
  /** Facility. */
  facility?: Facility
}

/** A rendering to make. */
export interface RenderingRequest {
  /** Format. */
  format: string
  /** Language of the words. */
  language?: string
  /** Pixels per module. */
  scale?: number
}

/** In which form to hand the certificate over. */
export interface Delivery {
  /** Renderings. */
  rendering?: RenderingRequest[]
  /** Add a sealed document. */
  seal?: boolean
  /** Encrypt to the holder of this certificate. */
  encryptTo?: string
  /** Send the renderings as attachments. */
  attach?: boolean
}

/** Qualified electronic signature of an application. */
export interface Signature {
  /** CMS signed data (CAdES). */
  cms: string
  /** The signed content when the signature is detached. */
  content?: string
}

/** The recorded consent of the applicant. */
export interface Consent {
  /** Version of the text of consent. */
  textVersion: string
  /** SHA-256 of the text shown. */
  textHash: string
  /** When consent was given. */
  givenAt: string
  /** Assertion of the authenticated session. */
  sessionAssertion: string
}

/** What authorises the applicant: a signature or a consent, exactly one of them. */
export interface Authorisation {
  /** Signature. */
  signature?: Signature
  /** Consent. */
  consent?: Consent
}

/** The holder, in plain elements beside the signed bytes. */
export interface Holder {
  /** Family name. */
  familyName?: string
  /** Given name. */
  givenName?: string
  /** Family name in Latin letters. */
  familyNameLatin?: string
  /** Given name in Latin letters. */
  givenNameLatin?: string
  /** Date of birth as the certificate has it. */
  birthDate?: string
  /** Taxpayer number from the request. */
  rnokpp?: string
  /** Demographic record number from the request. */
  unzr?: string
}

/** One fact of the certificate in both languages. */
export interface ContentItem {
  /** Name of the fact. */
  name: string
  /** Code of the value set. */
  code?: string
  /** Value in Ukrainian. */
  valueUk: string
  /** Value in English. */
  valueEn: string
}

/** A rendering of the certificate. */
export interface Rendering {
  /** Format. */
  format: string
  /** Media type. */
  mediaType: string
  /** Content. */
  content: string
}

/** The certificate issued. */
export interface Certificate {
  /** Identifier of the certificate. */
  uvci: string
  /** Type: VACCINATION, TEST or RECOVERY. */
  certificateType: string
  /** ISSUED, EXISTING (the same again) or RENEWED (a new copy of an event already certified). */
  outcome: string
  /** Time of issue. */
  issuedAt: string
  /** Technical end of the signature. */
  expiresAt: string
  /** Beginning of national validity. */
  validFrom: string
  /** End of national validity. */
  validUntil: string
  /** Colour of the internal certificate: GREEN or YELLOW. */
  nationalColour?: string
  /** Identifier of the signing key. */
  keyId: string
  /** Identifier of the earlier certificate of the same event. */
  supersedes?: string
  /** Holder. */
  holder: Holder
  /** Facts of the certificate. */
  content?: ContentItem[]
  /** Text of the QR code. */
  hc1?: string
  /** The same bytes in base64. */
  cose?: string
  /** Renderings. */
  rendering?: Rendering[]
  /** A stand-alone sealed XML document. */
  sealed?: string
  /** The certificate, encrypted. */
  encrypted?: string
}

/** A step of the verification. */
export interface Step {
  /** Name of the step. */
  name: string
  /** PASSED, FAILED, OPEN or SKIPPED. */
  outcome: string
  /** Code of the finding. */
  code: string
  /** Finding in Ukrainian. */
  textUk: string
  /** Finding in English. */
  textEn: string
}

/** What became of one certificate of the list. */
export interface RevocationRow {
  /** Identifier of the certificate. */
  uvci: string
  /** REVOKED, ALREADY_REVOKED or UNKNOWN. */
  outcome: string
  /** When it was first revoked. */
  revokedAt?: string
}

/** A batch of revoked certificates in the EU format v1. */
export interface RevocationBatch {
  /** Identifier of the batch. */
  batchId: string
  /** The country that revoked. */
  country: string
  /** When the batch was made or deleted. */
  changedAt: string
  /** Until when the batch is needed. */
  expires: string
  /** Whether the batch is deleted: its entries do not hold any more. */
  deleted: boolean
  /** The key that signed the certificates, or UNKNOWN_KID. */
  keyId?: string
  /** UCI, COUNTRYCODEUCI or SIGNATURE. */
  hashType?: string
  /** Number of entries. */
  entries?: number
  /** The signed batch (CMS SignedData); a deleted one has none. */
  cms?: string
}

/** One code of a dictionary. */
export interface DictionaryEntry {
  /** The code. */
  code: string
  /** In Ukrainian. */
  textUk: string
  /** In English. */
  textEn: string
  /** Whether the code is still used; an inactive one is only read. */
  active: boolean
}

/** An operation that the service offers. */
export interface OperationInformation {
  /** Service code. */
  code: string
  /** Digest of the contract of the operation. */
  hash: string
}

/** A warning that does not prevent the answer. */
export interface Warning {
  /** Code. */
  code: string
  /** Text in Ukrainian. */
  textUk: string
  /** Text in English. */
  textEn: string
  /** Path to the element of the request. */
  path?: string
}

/** A further property of the answer; skip a name that you do not know. */
export interface Property {
  /** Name. */
  name: string
  /** Value. */
  value: string
}

/** A broken rule; the value is not quoted. */
export interface Violation {
  /** Path to the element. */
  path: string
  /** Rule. */
  rule: string
}

/** A refusal: the request was understood, but not carried out. */
export interface Refusal {
  /** Stable code. */
  faultCode: string
  /** Explanation in Ukrainian. */
  faultString: string
  /** Explanation in English. */
  faultStringEn: string
  /** Whether the same request may succeed later. */
  retryable: boolean
  /** After how many seconds to repeat. */
  retryAfterSeconds?: number
  /** Broken rules. */
  violation?: Violation[]
}

/** A technical failure; stands in the detail of a SOAP Fault. */
export interface GatewayFault {
  /** Stable code. */
  faultCode: string
  /** Explanation in Ukrainian. */
  faultString: string
  /** Explanation in English. */
  faultStringEn: string
  /** Whether the same request may succeed later. */
  retryable: boolean
  /** After how many seconds to repeat. */
  retryAfterSeconds?: number
  /** Broken rules. */
  violation?: Violation[]
  /** The X-Road message id. */
  xRoadId?: string
}

/** Issue a vaccination certificate: request. */
export interface IssueVaccinationCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Person. */
  person: Person
  /** The event to certify. */
  event: Vaccination
  /** In which form to hand over. */
  delivery?: Delivery
}

/** Issue a vaccination certificate: response. */
export interface IssueVaccinationCertificate_v1Response {
  /** Certificate. */
  certificate?: Certificate
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Issue a certificate of a negative test: request. */
export interface IssueTestCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Person. */
  person: Person
  /** The event to certify. */
  event: Test
  /** In which form to hand over. */
  delivery?: Delivery
}

/** Issue a certificate of a negative test: response. */
export interface IssueTestCertificate_v1Response {
  /** Certificate. */
  certificate?: Certificate
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Issue a recovery certificate: request. */
export interface IssueRecoveryCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Person. */
  person: Person
  /** The event to certify. */
  event: Recovery
  /** In which form to hand over. */
  delivery?: Delivery
}

/** Issue a recovery certificate: response. */
export interface IssueRecoveryCertificate_v1Response {
  /** Certificate. */
  certificate?: Certificate
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Ask for the status of a certificate: request. */
export interface GetCertificateStatus_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Identifier of the certificate. */
  uvci: string
}

/** Ask for the status of a certificate: response. */
export interface GetCertificateStatus_v1Response {
  /** VALID, REVOKED, EXPIRED, SUPERSEDED or UNKNOWN. */
  status?: string
  /** As of which moment. */
  asOf?: string
  /** Type of the certificate; only to its issuer. */
  certificateType?: string
  /** Reason of the revocation; only to its issuer. */
  reason?: string
  /** The earlier certificate of the same event; only to its issuer. */
  supersedes?: string
  /** The later certificate of the same event; only to its issuer. */
  supersededBy?: string
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Revoke a certificate: request. */
export interface RevokeCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Identifier of the certificate. */
  uvci: string
  /** Reason: ISSUED_IN_ERROR, DATA_ERROR, EVENT_REFUTED, HOLDER_REQUEST or OTHER. */
  reason: string
  /** Whether fraud is the cause. */
  fraud?: boolean
}

/** Revoke a certificate: response. */
export interface RevokeCertificate_v1Response {
  /** REVOKED. */
  status?: string
  /** When it was first revoked. */
  revokedAt?: string
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Verify a certificate without showing its content: request. */
export interface VerifyCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Text of the QR code. Exactly one of hc1, cose, image is required. */
  hc1?: string
  /** COSE bytes. */
  cose?: string
  /** Picture of the QR code. */
  image?: string
  /** Country by whose rules validity is judged. */
  country?: string
  /** The moment to check at; now when absent. */
  checkTime?: string
}

/** Verify a certificate without showing its content: response. */
export interface VerifyCertificate_v1Response {
  /** VALID or INVALID. */
  verdict?: string
  /** The steps of the verification in order. */
  step?: Step[]
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Verify a certificate and read its content: request. */
export interface ReadCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Text of the QR code. Exactly one of hc1, cose, image is required. */
  hc1?: string
  /** COSE bytes. */
  cose?: string
  /** Picture of the QR code. */
  image?: string
  /** Country by whose rules validity is judged. */
  country?: string
  /** The moment to check at; now when absent. */
  checkTime?: string
}

/** Verify a certificate and read its content: response. */
export interface ReadCertificate_v1Response {
  /** VALID or INVALID. */
  verdict?: string
  /** The steps of the verification in order. */
  step?: Step[]
  /** Type of the certificate. */
  certificateType?: string
  /** Identifier of the certificate. */
  uvci?: string
  /** Time of issue. */
  issuedAt?: string
  /** Technical end of the signature. */
  expiresAt?: string
  /** Identifier of the signing key. */
  keyId?: string
  /** Holder. */
  holder?: Holder
  /** Facts of the certificate. */
  content?: ContentItem[]
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Correct a certificate and supersede it with a new one: request. */
export interface ReissueCertificate_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** The certificate that is superseded. */
  uvci: string
  /** The person, as is right. */
  person: Person
  /** The vaccination; exactly one of the three. */
  vaccination?: Vaccination
  /** The test; exactly one of the three. */
  test?: Test
  /** The recovery; exactly one of the three. */
  recovery?: Recovery
  /** What to deliver. */
  delivery?: Delivery
}

/** Correct a certificate and supersede it with a new one: response. */
export interface ReissueCertificate_v1Response {
  /** The new certificate. */
  certificate?: Certificate
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Revoke a list of certificates: request. */
export interface RevokeCertificates_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Identifiers of certificates, 1 to 1,000. */
  uvci: string[]
  /** Reason: ISSUED_IN_ERROR, DATA_ERROR, EVENT_REFUTED, HOLDER_REQUEST or OTHER. */
  reason: string
  /** Whether fraud is the cause. */
  fraud?: boolean
}

/** Revoke a list of certificates: response. */
export interface RevokeCertificates_v1Response {
  /** A row for each certificate, in the order of the request. */
  row?: RevocationRow[]
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Fetch the batches of revoked certificates: request. */
export interface GetRevocationList_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Only batches that changed then or later: the latest changedAt that is known already; absent: all that hold. */
  since?: string
  /** Continues an earlier answer. */
  pageToken?: string
}

/** Fetch the batches of revoked certificates: response. */
export interface GetRevocationList_v1Response {
  /** The batches, those changed longest ago first. */
  batch?: RevocationBatch[]
  /** There are more batches. */
  nextPageToken?: string
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Fetch a dictionary of codes: request. */
export interface GetDictionary_v1 {
  /** Circumstances of the request. */
  context?: Context
  /** Name of the dictionary; DICTIONARIES lists them all. */
  name: string
  /** Which version is wanted; absent: the current one. */
  version?: string
}

/** Fetch a dictionary of codes: response. */
export interface GetDictionary_v1Response {
  /** Version of the dictionary. */
  version?: string
  /** The codes. */
  entry?: DictionaryEntry[]
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Facts about the service; a test of rights that touches no person: request. */
export interface GetServiceInformation_v1 {
  /** Circumstances of the request. */
  context?: Context
}

/** Facts about the service; a test of rights that touches no person: response. */
export interface GetServiceInformation_v1Response {
  /** SANDBOX or PRODUCTION. */
  environment?: string
  /** Identifier of the sandbox world. */
  worldId?: string
  /** Version of the program. */
  version?: string
  /** The time by which the service acts. */
  time?: string
  /** Operations. */
  operation?: OperationInformation[]
  /** Warnings. */
  warning?: Warning[]
  /** Further properties. */
  property?: Property[]
  /** Refusal. */
  fault?: Refusal
}

/** Request and response of every operation. */
export interface Operations {
  IssueVaccinationCertificate_v1: { request: IssueVaccinationCertificate_v1; response: IssueVaccinationCertificate_v1Response }
  IssueTestCertificate_v1: { request: IssueTestCertificate_v1; response: IssueTestCertificate_v1Response }
  IssueRecoveryCertificate_v1: { request: IssueRecoveryCertificate_v1; response: IssueRecoveryCertificate_v1Response }
  GetCertificateStatus_v1: { request: GetCertificateStatus_v1; response: GetCertificateStatus_v1Response }
  RevokeCertificate_v1: { request: RevokeCertificate_v1; response: RevokeCertificate_v1Response }
  VerifyCertificate_v1: { request: VerifyCertificate_v1; response: VerifyCertificate_v1Response }
  ReadCertificate_v1: { request: ReadCertificate_v1; response: ReadCertificate_v1Response }
  ReissueCertificate_v1: { request: ReissueCertificate_v1; response: ReissueCertificate_v1Response }
  RevokeCertificates_v1: { request: RevokeCertificates_v1; response: RevokeCertificates_v1Response }
  GetRevocationList_v1: { request: GetRevocationList_v1; response: GetRevocationList_v1Response }
  GetDictionary_v1: { request: GetDictionary_v1; response: GetDictionary_v1Response }
  GetServiceInformation_v1: { request: GetServiceInformation_v1; response: GetServiceInformation_v1Response }
}
