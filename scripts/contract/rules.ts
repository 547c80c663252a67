// Prints docs/rules.md: the national rules as the program applies them, from its own tables, and beside them what the
// rules cannot judge and what of them is not confirmed.

import type { ApplicantRule } from '../../src/engine/rules/applicant.ts'
import { applicantRules, nationalRules, rulesVersion } from '../../src/engine/rules/national.ts'
import type { RecoveryRule } from '../../src/engine/rules/recovery.ts'
import type { Rule } from '../../src/engine/rules/rule.ts'
import type { TestRule } from '../../src/engine/rules/test.ts'
import type { VaccinationRule } from '../../src/engine/rules/vaccination.ts'
import { type Row, table } from './errors.ts'

const from = 'діє з · in force from'
const issue = 'видача · issue'
const national = 'національна чинність · national validity'
const signature = 'підпис · signature `exp`'
const source = 'джерело · source'
const confirmed = 'підтверджено · confirmed'

const both = ({ uk, en }: { uk: string; en: string }) => `${uk} · ${en}`
const yesNo = (is: boolean) => (is ? 'так · yes' : 'ні · no')
const days = (count: number) => `${count} д · d`

/** What every row ends with. */
function ending(rule: Rule): Row {
  return [
    days(rule.signature.days),
    `${both(rule.source)}. ${both(rule.remark)}`,
    yesNo(rule.confirmed),
  ]
}

const boosters = { OLD: '3/2, 2/2', NEW: '3/3, 2/1' }

function vaccinationRow(rule: VaccinationRule): Row {
  const { beforeDay, partialBeforeDay, boosters: form, mixedSecondDoses, otherOrigins } = rule.issue
  const allowed = [
    `&lt; ${days(beforeDay)}; 1/2: &lt; ${days(partialBeforeDay)}`,
    `бустер · booster: ${form === undefined ? yesNo(false) : boosters[form]}`,
    `змішана серія · mixed: ${mixedSecondDoses.join(', ') || yesNo(false)}`,
    `інше походження · other origins: ${yesNo(otherOrigins)}`,
  ]
  const { days: green, partialDays, singleDoseFromDay } = rule.national
  const valid = `GREEN ${days(green)}; YELLOW ${days(partialDays)}; 1/1 +${days(singleDoseFromDay)}`
  return [rule.from, allowed.join('; '), valid, '–', ...ending(rule)]
}

function testRow(rule: TestRule): Row {
  const hours = (naat: number, antigen?: number) =>
    `NAAT ${naat} год · h${antigen === undefined ? '' : `; RAT ${antigen} год · h`}`
  const { beforeHour, antigenBeforeHour } = rule.issue
  const valid = `GREEN ${hours(rule.national.hours, rule.national.antigenHours)}`
  return [rule.from, `&lt; ${hours(beforeHour, antigenBeforeHour)}`, valid, '–', ...ending(rule)]
}

function recoveryRow(rule: RecoveryRule): Row {
  const { fromDay, beforeDay, perYear } = rule.issue
  const quota = perYear === undefined ? '' : `; ${perYear} / рік · year`
  const valid = `GREEN +${rule.national.fromDay} … +${days(rule.national.days)}`
  const own = `+${rule.certificate.fromDay} … +${days(rule.certificate.untilDay)}`
  return [rule.from, `≥ ${fromDay}, &lt; ${days(beforeDay)}${quota}`, valid, own, ...ending(rule)]
}

function applicantRow(
  type: string,
  { fromAge, ownFromAge, confirmed: is, remark }: ApplicantRule,
): Row {
  return [type, String(fromAge ?? '–'), String(ownFromAge), both(remark), yesNo(is)]
}

const head: Row = [from, issue, national, 'DCC `df` … `du`', signature, source, confirmed]
const ages: Row = [
  'вид · type',
  'найменший вік · lowest age',
  'самостійно · alone from',
  source,
  confirmed,
]

/** The page, Markdown. */
export function printRules(): string {
  const applicants = Object.entries(applicantRules).map(([type, rule]) => applicantRow(type, rule))
  return `# Правила видачі · Rules of issuing

Надруковано з таблиць програми (\`src/engine/rules/\`, \`npm run contract\`); не правити вручну. Діє рядок, чинний **у день
видачі** в Києві; дні починаються опівночі за Києвом, дні лічаться від події. У кожному рядку окремо: коли сертифікат
*видається*; *національна чинність* і колір (внутрішній сертифікат: \`validFrom\`, \`validUntil\`, \`nationalColour\`);
строк *у самому сертифікаті* (\`df\`, \`du\`); кінець *підпису* (\`expiresAt\`; \`LIFETIME_…_DAYS\` змінює, не пізніше за
сертифікат ключа). Повного зведеного тексту № 677 не було; що не підтверджено, сказано в рядку.

Printed from the program's own tables; not to be edited by hand. The row in force **on the day of issue** in Kyiv decides;
days begin at midnight in Kyiv and are counted from the event. Each row separates when a certificate is *issued*; *national
validity* and colour (the internal certificate); the period *in the certificate itself*; and the end of the *signature*
(changed by \`LIFETIME_…_DAYS\`, never past the key's certificate). No consolidated text of No. 677 was at hand; what is not
confirmed is said in its row. The version in the register is \`${rulesVersion}\`.

## Вакцинація · Vaccination

${table(head, nationalRules.vaccination.map(vaccinationRow))}

## Тест · Test

${table(head, nationalRules.test.map(testRow))}

## Одужання · Recovery

${table(head, nationalRules.recovery.map(recoveryRow))}

## Хто звертається · Who may ask

${table(ages, applicants)}

Representative (\`person/representative\`): named by at least one of RNOKPP, УНЗР, document, and not by the person's own;
otherwise \`REPRESENTATIVE_UNNAMED\`. It is neither written into the certificate nor kept. Whether they are the parent, the
caller has proved. Anybody may have one. Age is that of the day of issue.

## Дози · Doses

1/2, 2/2 and 1/1 by the product's own series; 1/1 of any product is one dose after recovery. Boosters as the row says:
until 31.01.2022 the total stayed that of the series (3/2; 2/2 after a single dose), from 01.02.2022 3/3 and 2/1. Product,
vaccine type and manufacturer must fit each other (\`src/hcert/value-sets/products.json\`). **What one message cannot show:**
which product the first dose was of, whether there was a recovery before a 1/1, and how many days lie between doses. So a
mixed series is judged only where the message itself shows one: 2/2 of a single-dose product. Its second dose given in
Ukraine must be of Moderna or Pfizer, which such a product is not. Dose 2 of AstraZeneca after another product, and a mixed
series before 30.09.2021, pass as an ordinary 2/2.

## Походження запису · Origin of the record

Vaccination: given in Ukraine and without \`recordOrigin\`, or with \`PRIMARY_SOURCE\`; or, from 2022, with an origin of
\`APPROVED_ORIGINS\`. A dose given abroad must name its origin, for no facility here gave it. Everything else is
\`ORIGIN_NOT_APPROVED\`. Tests and recoveries: the acts seen say nothing of origins, so none is asked for (unconfirmed).

## Квота й особа · Quota and person

- Two recoveries in a calendar year of Kyiv (\`QUOTA_EXCEEDED\`), whoever had them issued. What was revoked does not count;
  a certificate and those that renewed or corrected it are one, in the year of the first.
- A person is all identifiers (RNOKPP, УНЗР, document) that were ever named together in one recorded request, by keyed
  hashes. Where such a request shows two known persons to be one, they are joined for good; rows are not moved, and undoing
  it is not foreseen. A wrong document number can so join two strangers: then they share a quota, and nothing else, for
  certificates are compared with names, date of birth and facts too. A representative's identifiers are never joined.
- Who is known by name and date of birth alone is a person apart from those with identifiers. Zeros and dashes in place of
  a number are no identifier.
- The quota holds under any concurrency: recoveries are recorded one after the other for each person.

## Повтори · Repeats of an event

With \`recordId\`: the same record with the same facts is the same event under whichever identifier of the person. Without:
the same facts (names, date of birth, event) of the same person. Two such requests without \`recordId\`, under different
identifiers, at the very same moment may both be issued; the quota holds all the same. An event certified with a
\`recordId\` and asked for again without one is another event.
`
}
