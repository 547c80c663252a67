// The EU DCC value sets and Annex A, as tables. Entries are never deleted, only made inactive:
// issue with `activeEntry`, read and verify with `anyEntry`. Sources and licence: README.md here.

import country from './country-2-codes.json' with { type: 'json' }
import disease from './disease-agent-targeted.json' with { type: 'json' }
import annexA from './products.json' with { type: 'json' }
import testDevice from './test-manf.json' with { type: 'json' }
import testResult from './test-result.json' with { type: 'json' }
import testType from './test-type.json' with { type: 'json' }
import holder from './vaccine-mah-manf.json' with { type: 'json' }
import product from './vaccine-medicinal-product.json' with { type: 'json' }
import prophylaxis from './vaccine-prophylaxis.json' with { type: 'json' }

/** Release of eu-dcc-valuesets from which the codes were taken. */
export const valueSetsVersion: string = '2.12.0'

/** What one code means, in both languages. */
export interface Entry {
  readonly en: string
  readonly uk: string
  /** An inactive code is still read, no longer issued. */
  readonly active: boolean
}

export interface ValueSet {
  readonly valueSetId: string
  /** YYYY-MM-DD */
  readonly valueSetDate: string
  readonly entries: Readonly<Record<string, Entry>>
}

/** One row of Annex A; of several codes the first is the one derived from the product alone. */
export interface Product {
  readonly vp: readonly string[]
  readonly ma: readonly string[]
  /** Doses of the primary series. */
  readonly primaryDoses: number
}

const tables = {
  'disease-agent-targeted': disease,
  'test-result': testResult,
  'test-type': testType,
  'test-manf': testDevice,
  'vaccine-prophylaxis': prophylaxis,
  'vaccine-medicinal-product': product,
  'vaccine-mah-manf': holder,
  'country-2-codes': country,
}

export type ValueSetName = keyof typeof tables

export const valueSets: Readonly<Record<ValueSetName, ValueSet>> = tables

const products: Readonly<Record<string, Product>> = annexA

/** The entry of any age, for reading and verifying; undefined for a code that never was there. */
export function anyEntry(set: ValueSetName, code: string): Entry | undefined {
  const { entries } = valueSets[set]
  return Object.hasOwn(entries, code) ? entries[code] : undefined
}

/** The entry if it may be issued today. */
export function activeEntry(set: ValueSetName, code: string): Entry | undefined {
  const entry = anyEntry(set, code)
  return entry?.active ? entry : undefined
}

/** Annex A for a medicinal product's code. */
export function productOf(code: string): Product | undefined {
  return Object.hasOwn(products, code) ? products[code] : undefined
}
