// What a document signer certificate may sign, by the extended key usages of the EU DCC certificate
// governance. Two families of OIDs mean the same: the early one, with a stray ".0", is in use in
// Ukraine and a dozen other countries. Which family we issue is a setting of the sandbox only.

export type CertificateType = 'vaccination' | 'test' | 'recovery'

export const usageFamilies = {
  current: '1.3.6.1.4.1.1847.2021.1',
  early: '1.3.6.1.4.1.0.1847.2021.1',
} as const

export type UsageFamily = keyof typeof usageFamilies

const arcs: Readonly<Record<CertificateType, number>> = { test: 1, vaccination: 2, recovery: 3 }

const types = Object.keys(arcs) as CertificateType[]

const oidsOf = (type: CertificateType): string[] =>
  Object.values(usageFamilies).map((family) => `${family}.${arcs[type]}`)

const everyOid = new Set(types.flatMap(oidsOf))

/** The OID of a type in the family in force now, for a key that names its types in other words. */
export function usageOf(type: CertificateType): string {
  return `${usageFamilies.current}.${arcs[type]}`
}

/** The OIDs of one family, of all types unless some are named. */
export function usagesOf(
  family: UsageFamily,
  wanted: readonly CertificateType[] = types,
): string[] {
  return wanted.map((type) => `${usageFamilies[family]}.${arcs[type]}`)
}

/**
 * Whether a certificate with these extended key usages may sign this type: only DCC usages
 * restrict, so none at all (or foreign ones alone, as Spain has them) allow every type.
 */
export function maySign(usages: readonly string[] | undefined, type: CertificateType): boolean {
  const restricting = (usages ?? []).filter((oid) => everyOid.has(oid))
  return restricting.length === 0 || oidsOf(type).some((oid) => restricting.includes(oid))
}

/** The types that a certificate with these usages may sign. */
export function typesOf(usages: readonly string[] | undefined): CertificateType[] {
  return types.filter((type) => maySign(usages, type))
}
