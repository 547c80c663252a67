// Rules across the fields of a request, asked of the same functions that the engine asks, as far as they need neither
// register nor keys. What the engine asks of those is not told: see docs/doctor.md.

import { readValue } from '../contract/codec.ts'
import { namespace } from '../contract/operations.ts'
import type {
  GetDictionary_v1,
  GetRevocationList_v1,
  ReissueCertificate_v1,
} from '../contract/types.ts'
import { certificates } from '../engine/certificates/index.ts'
import { issueProblems } from '../engine/check.ts'
import { recipientProblems } from '../engine/delivery.ts'
import { dictionaryProblem } from '../engine/dictionaries.ts'
import type { CertificateType, IssueRequest } from '../engine/engine.ts'
import { choiceProblem } from '../engine/reading.ts'
import type { Problem } from '../engine/refuse.ts'
import { asked, eventProblem, placedAt, typeOf } from '../engine/reissue.ts'
import { pageProblem } from '../engine/revocation-list.ts'
import { reasons } from '../engine/revoke.ts'
import { namesOf, personWarnings } from '../engine/rules/person.ts'
import { type WarningCode, warning } from '../engine/warnings.ts'
import type { OperationName } from '../operations/operation.ts'
import { type Body, isSound, nodeOf, sampleOf } from './body.ts'
import { at, type Check } from './check.ts'
import type { Spot } from './finding.ts'
import type { Ordered } from './ordered.ts'
import { bodyOf } from './schema.ts'
import type { DoctorSettings, Subject } from './subject.ts'

interface Rule {
  /** Children of the request that must be there and valid before this can be asked. */
  needs: readonly string[]
  /** @param sound whether a child of the request is there and valid */
  problems(request: object, settings: DoctorSettings, sound: (child: string) => boolean): Problem[]
}

function problemsOf(
  type: CertificateType,
  request: IssueRequest,
  { now, machineClock, ...settings }: DoctorSettings,
): Problem[] {
  const names = namesOf(request.person)
  return [
    ...recipientProblems(request, { machineClock }),
    ...issueProblems(certificates[type] as never, request, names, now(), settings),
  ]
}

function issuing(type: CertificateType): Rule {
  return {
    needs: ['person', 'event'],
    problems: (request, settings) => problemsOf(type, request as IssueRequest, settings),
  }
}

const choosing: Rule = {
  needs: [],
  problems: (request) => [choiceProblem(request)].filter((one) => one !== undefined),
}

const reissuing: Rule = {
  needs: [],
  problems(request, settings, sound) {
    const problem = eventProblem(request)
    const type = typeOf(request)
    if (problem !== undefined || type === undefined) return problem ? [problem] : []
    if (!sound('person') || !sound(type)) return []
    const found = problemsOf(type, asked(request as ReissueCertificate_v1, type), settings)
    return found.map(({ code, path }) => ({ code, path: placedAt(path, type) }))
  },
}

const revoking: Rule = {
  needs: ['reason'],
  problems: (request) =>
    reasons.includes((request as { reason: string }).reason)
      ? []
      : [{ code: 'REASON_UNKNOWN', path: 'reason' }],
}

const naming: Rule = {
  needs: ['name'],
  problems: (request, _settings, sound) => {
    const { name, version } = request as GetDictionary_v1
    const asked = version !== undefined && sound('version') ? { name, version } : { name }
    return [dictionaryProblem(asked)].filter((one) => one !== undefined)
  },
}

const paging: Rule = {
  needs: [],
  problems: (request) =>
    [pageProblem(request as GetRevocationList_v1)].filter((one) => one !== undefined),
}

const rules: Partial<Readonly<Record<OperationName, Rule>>> = {
  IssueVaccinationCertificate_v1: issuing('vaccination'),
  IssueTestCertificate_v1: issuing('test'),
  IssueRecoveryCertificate_v1: issuing('recovery'),
  RevokeCertificate_v1: revoking,
  ReissueCertificate_v1: reissuing,
  RevokeCertificates_v1: revoking,
  GetDictionary_v1: naming,
  GetRevocationList_v1: paging,
  VerifyCertificate_v1: choosing,
  ReadCertificate_v1: choosing,
}

/** The request as a value, without what the codec would refuse. */
function requestOf({ request, violations }: Body): object {
  const broken = new Set(violations.map(({ place }) => place))
  const readable = (one: Ordered): Ordered => ({
    ...one,
    text: one.place && broken.has(one.place) ? '' : one.text,
    children: one.children.map(readable),
  })
  return readValue(nodeOf(readable(request)))
}

/** The deepest element on the way to a path that is there. */
function elementAt(request: Ordered, path: string): Ordered {
  let found = request
  for (const name of path.split('/')) {
    const child = found.children.find((one) => one.name === name && one.place !== undefined)
    if (child === undefined) break
    found = child
  }
  return found
}

function spotAt(subject: Subject, body: Body, { code, path }: Problem, mend?: string): Spot {
  const found = elementAt(body.request, path)
  const isThere = found.path === `${body.name}/${path}`
  const sample = sampleOf(found.type)
  const shown =
    mend ?? (isThere ? subject.prefixes.element(namespace, found.name, sample) : undefined)
  return at(found.near, { code, path: `${body.name}/${path}`, ...(shown && { mend: shown }) })
}

function broken(subject: Subject): Spot[] {
  const body = bodyOf(subject)
  const rule = body && rules[body.name]
  if (body === undefined || rule === undefined) return []
  if (!rule.needs.every((child) => isSound(body, child))) return []
  const sound = (child: string) => isSound(body, child)
  const found = rule.problems(requestOf(body), subject.settings, sound)
  return found.map((problem) => spotAt(subject, body, problem, oneOf(subject, problem)))
}

/** What to choose from. */
function oneOf({ prefixes }: Subject, { code, path }: Problem): string | undefined {
  if (code !== 'CHOICE_REQUIRED') return undefined
  return path
    .split(', ')
    .map((name) => prefixes.element(namespace, name))
    .join(' | ')
}

function elementsAt(within: Ordered, [name, ...rest]: readonly string[]): Ordered[] {
  const found = within.children.filter((child) => child.name === name)
  return rest.length === 0 ? found : found.flatMap((child) => elementsAt(child, rest))
}

function warningCheck(code: WarningCode): Check {
  const { textUk, textEn } = warning({ code, path: '' })
  return {
    id: code,
    level: 'warning',
    uk: textUk,
    en: textEn,
    find(subject) {
      const body = bodyOf(subject)
      if (body === undefined || !isSound(body, 'person')) return []
      const { person } = requestOf(body) as IssueRequest
      return personWarnings(person, namesOf(person))
        .filter((one) => one.code === code)
        .map(({ path }) => at(elementAt(body.request, path).near, { path: `${body.name}/${path}` }))
    },
  }
}

function purposeAbsent(subject: Subject): Spot[] {
  const body = bodyOf(subject)
  if (body === undefined) return []
  const { purposeHeader } = subject.settings
  const isPurpose = ({ name, namespaceUri }: { name: string; namespaceUri: string }) =>
    name === purposeHeader?.name && namespaceUri === purposeHeader.namespaceUri
  const [inBody] = elementsAt(body.request, ['context', 'purposeId'])
  if (inBody !== undefined || subject.blocks.some(({ node }) => isPurpose(node))) return []
  const mend = subject.prefixes.element(
    namespace,
    'context',
    subject.prefixes.element(namespace, 'purposeId'),
  )
  return [at(body.request.near, { path: `${body.name}/context/purposeId`, mend })]
}

export const ruleChecks: readonly Check[] = [
  { id: 'RULE_BROKEN', uk: '', en: '', find: broken },
  warningCheck('RNOKPP_CHECK_DIGIT'),
  warningCheck('LATIN_NAME_DIFFERS'),
  warningCheck('LATIN_NAME_CUT'),
  {
    id: 'PURPOSE_ABSENT',
    level: 'hint',
    uk: 'Вкажіть мету звернення: її веде моніторинг доступу до персональних даних.',
    en: 'Give the purpose of the request: the monitor of access to personal data keeps it.',
    find: purposeAbsent,
  },
]
