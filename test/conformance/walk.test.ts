import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { readCase } from '../../scripts/conformance/cases.ts'
import { walk } from '../../scripts/conformance/walk.ts'

const facts = { worldId: '', now: () => new Date() }
const valid = readCase('GetCertificateStatus_v1/valid')

describe('the walk of a case', () => {
  let server: Server | undefined

  afterEach(() => server?.close())

  /** A gateway that answers everything with this. */
  function answering(body: string): Promise<string> {
    const started = createServer((request, response) => {
      request.resume()
      response.setHeader('Content-Type', 'text/xml; charset=utf-8')
      response.end(body)
    })
    server = started
    return new Promise((resolve) => {
      started.listen(0, '127.0.0.1', () => {
        const { port } = started.address() as { port: number }
        resolve(`http://127.0.0.1:${port}/ws`)
      })
    })
  }

  it('says that an answer is no XML', async () => {
    const url = await answering('Прикладенко')
    expect(await walk(valid, url, facts)).to.deep.equal(['the answer is not XML'])
  })

  it('says that a case has no answer to expect', async () => {
    const url = await answering('<a/>')
    expect(await walk({ ...valid, steps: [] }, url, facts)).to.deep.equal(['has no response.xml'])
  })

  it('tells a hundred differences and counts the others', async () => {
    const strange = '<x>Прикладенко</x>'.repeat(150)
    const envelope = 'http://schemas.xmlsoap.org/soap/envelope/'
    const url = await answering(`<Envelope xmlns="${envelope}">${strange}</Envelope>`)
    const found = await walk(valid, url, facts)
    expect(found).to.have.lengthOf(101)
    expect(found.at(-1)).to.match(/^… and \d+ more$/)
    expect(found.join('')).not.to.include('Прикладенко')
  })

  it('names the step and goes no further', async () => {
    const url = await answering('<a/>')
    const found = await walk(readCase('RevokeCertificate_v1/own'), url, facts)
    expect(found.length).to.be.above(0)
    expect(found.every((line) => line.startsWith('step 1: '))).to.equal(true)
  })
})
