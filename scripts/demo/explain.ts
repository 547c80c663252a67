// What an answer with a certificate means, for the eyes of a person at a terminal.

import qrcode from 'qrcode'
import { readHc1 } from '../../src/hcert/certificate.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import { children, type Element, parse } from '../../src/xml/document.ts'
import type { Answer } from '../conformance/send.ts'

function find(element: Element, name: string): Element | undefined {
  for (const child of children(element)) {
    const found = child.name === name ? child : find(child, name)
    if (found !== undefined) return found
  }
  return undefined
}

const told = ['uvci', 'certificateType', 'outcome', 'validFrom', 'validUntil', 'nationalColour']

function row(name: string, value: string): string {
  return `  ${name.padEnd(16)} ${value}`
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** The layers of a certificate, outermost first (hcert-spec). */
function layers(hc1: string): string {
  const { cose, cwt, dcc, coseBytes } = readHc1(hc1)
  const { nam, dob, ver, v = [] } = dcc as Dcc
  return [
    'The certificate, decoded:',
    row('HC1', `${hc1.length} characters, ${coseBytes.length} bytes of COSE`),
    row('algorithm', cose.alg ?? ''),
    row('key id', Buffer.from(cose.keyId ?? []).toString('base64')),
    row('issuer', cwt.issuer ?? ''),
    row('issued', time(cwt.issuedAt)),
    row('expires', time(cwt.expiresAt)),
    row('payload', `version ${ver}`),
    row('person', `${nam.fnt} ${nam.gnt}, ${dob} (invented)`),
    ...v.map(({ mp, dn, sd, dt }) => row('vaccination', `${mp}, dose ${dn} of ${sd}, ${dt}`)),
  ].join('\n')
}

function drawn(hc1: string): Promise<string> {
  return qrcode.toString(hc1, { type: 'terminal', small: true, errorCorrectionLevel: 'L' })
}

/** @throws Error when there is no certificate in the answer */
export async function explain({ status, contentType, body }: Answer): Promise<string> {
  const { root, document } = parse(body)
  const texts = new Map(
    [...told, 'hc1', 'faultCode'].map((name) => [name, find(root, name)?.content ?? '']),
  )
  document.dispose()
  const hc1 = texts.get('hc1') ?? ''
  if (hc1 === '') throw new Error(`There is no certificate: ${texts.get('faultCode')}`)
  const answer = [
    `The answer: HTTP ${status}, ${contentType}`,
    ...told.map((name) => row(name, texts.get(name) ?? '')),
  ]
  return [...answer, '', layers(hc1), '', await drawn(hc1)].join('\n')
}
