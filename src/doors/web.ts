// Everything that is not a SOAP message: the WSDL, health and metrics.

import { readFileSync } from 'node:fs'
import express, { type ErrorRequestHandler, type Express, type Response } from 'express'
import { namespace } from '../contract/operations.ts'
import { contractFolder } from '../contract/schema.ts'
import type { Metrics } from '../metrics.ts'

export interface WebDoorParts {
  /** The published WSDL, with and without header parts. */
  wsdl: { full: string; plain: string }
  metrics: Metrics
  /** Rejects while no certificate can be issued. */
  ready(): Promise<void>
}

/** The namespace of the contract is its address (docs/decisions/0001), and answers with the schema. */
const namespacePath = new URL(namespace).pathname

const schemas = ['certificates', 'xroad', 'identifiers', 'representation'].map((name) => ({
  path: `/wsdl/${name}.xsd`,
  text: readFileSync(new URL(`${name}.xsd`, contractFolder), 'utf8'),
}))

function sendXml(response: Response, text: string) {
  response.type('text/xml; charset=utf-8').send(text)
}

/** Express itself would show the path, and outside production the stack. */
const failed: ErrorRequestHandler = (_error, _request, response, next) => {
  if (response.headersSent) return next(_error)
  response.status(500).json({ status: 'failed' })
}

/** GET /wsdl/*, /health/live, /health/ready, /metrics; anything else is a 404 that says nothing. */
export function createWebDoor({ wsdl, metrics, ready }: WebDoorParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.get('/wsdl/certificates.wsdl', (_request, response) => sendXml(response, wsdl.full))
  app.get('/wsdl/certificates.plain.wsdl', (_request, response) => sendXml(response, wsdl.plain))
  for (const { path, text } of schemas) {
    app.get(path, (_request, response) => sendXml(response, text))
  }
  app.get(namespacePath, (_request, response) => sendXml(response, schemas[0]?.text ?? ''))
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
  app.use((_request, response) => void response.status(404).json({ status: 'not found' }))
  app.use(failed)
  return app
}
