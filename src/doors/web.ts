// Everything that is not a SOAP message: the WSDL, health and metrics.

import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { namespace } from '../contract/operations.ts'
import { contractFolder } from '../contract/schema.ts'
import type { Doctor } from '../doctor/doctor.ts'
import { printReport } from '../doctor/print.ts'
import type { Metrics } from '../metrics.ts'
import { namespace as encryptedNamespace } from '../render/encrypt/document.ts'
import { namespace as sealedNamespace } from '../render/seal/document.ts'
import { publishedDocument, sendDocument } from './document.ts'

export interface WebDoorParts extends Partial<HealthParts> {
  /** The published WSDL, with and without header parts. */
  wsdl: { full: string; plain: string }
  /** In the sandbox alone: answers POST /doctor. */
  doctor?: Doctor | undefined
  /** Answers /revocation and what is below it. */
  feed?: RequestListener | undefined
}

export interface HealthParts {
  metrics: Metrics
  /** Rejects while no certificate can be issued. */
  ready(): Promise<void>
}

/** A namespace of ours is its address (docs/decisions/0001), and answers with its schema. */
const namespaces: Readonly<Record<string, string>> = {
  certificates: namespace,
  sealed: sealedNamespace,
  encrypted: encryptedNamespace,
}

const schemas = [
  'certificates',
  'xroad',
  'identifiers',
  'representation',
  'sealed',
  'encrypted',
].map((name) => ({
  paths: [`/wsdl/${name}.xsd`, ...pathOf(namespaces[name])],
  text: readFileSync(new URL(`${name}.xsd`, contractFolder), 'utf8'),
}))

function pathOf(address: string | undefined): string[] {
  return address === undefined ? [] : [new URL(address).pathname]
}

/** Every document with the paths that it answers on. */
function documents({ full, plain }: WebDoorParts['wsdl']): typeof schemas {
  return [
    { paths: ['/wsdl/certificates.wsdl'], text: full },
    { paths: ['/wsdl/certificates.plain.wsdl'], text: plain },
    ...schemas,
  ]
}

/** Express itself would show the path, and outside production the stack. */
const failed: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const { status } = error as { status?: number }
  if (status !== undefined && status >= 400 && status < 500)
    response.status(status).json({ status: 'refused' })
  else response.status(500).json({ status: 'failed' })
}

/**
 * GET /wsdl/*, POST /doctor where there is one, and /health/live, /health/ready, /metrics unless they have a listener of their own; anything
 * else is a 404 that says nothing.
 */
export function createWebDoor({ wsdl, metrics, ready, doctor, feed }: WebDoorParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  for (const { paths, text } of documents(wsdl)) {
    const document = publishedDocument(text)
    app.get(paths, (request, response) => sendDocument(request, response, document))
  }
  if (metrics && ready) serveHealth(app, { metrics, ready })
  if (doctor) serveDoctor(app, doctor)
  if (feed) app.all(['/revocation', '/revocation/:batchId'], feed)
  return ended(app)
}

/** As much as a message without attachments may have, bytes. */
const doctorBytesMax = 1_048_576

/** A consumer's message in, as it would be sent to /ws; all that is wrong with it out, as text or as JSON. */
function serveDoctor(app: Express, doctor: Doctor) {
  const read = express.raw({ type: 'text/xml', limit: doctorBytesMax, inflate: false })
  app.post('/doctor', read, (request, response) => {
    if (!Buffer.isBuffer(request.body))
      return void response.status(415).json({ status: 'text/xml is read here' })
    const report = doctor(request.body, request.headers['content-type'])
    const wanted = request.accepts(['text/plain', 'application/json'])
    if (wanted === 'application/json') response.json(report)
    else response.type('text/plain').send(printReport(report))
  })
}

/** The same health and metrics on a listener of their own, for probes that have no certificate. */
export function createHealthDoor(parts: HealthParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  serveHealth(app, parts)
  return ended(app)
}

function serveHealth(app: Express, { metrics, ready }: HealthParts) {
  app.get('/health/live', (_request, response) => void response.json({ status: 'live' }))
  app.get('/health/ready', async (_request, response) => {
    const status = await ready().then(
      () => 'ready',
      () => 'not ready',
    )
    response.status(status === 'ready' ? 200 : 503).json({ status })
  })
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text())
  })
}

function ended(app: Express): Express {
  app.use((_request, response) => void response.status(404).json({ status: 'not found' }))
  app.use(failed)
  return app
}
