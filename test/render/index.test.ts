import { expect } from 'chai'
import { PNG } from 'pngjs'
import { pictures, type RenderOptions, renderings } from '../../src/render/index.ts'
import type { Job } from '../../src/render/pool/job.ts'
import { printedCertificate } from './pictures.ts'

describe('the renderings', () => {
  const text = printedCertificate.hc1
  let asked: Job[] = []
  const pool = {
    draw: async (job: Job) => {
      asked.push(job)
      return Buffer.from('%PDF-')
    },
  }
  const at = new Date('2022-02-10T10:00:00Z')
  const options: RenderOptions = { at, pool }

  beforeEach(() => {
    asked = []
  })

  it('are SVG, PNG and PDF, each with its media type, and the PDF alone is drawn by the pool', () => {
    const rows = Object.entries(renderings)
    expect(rows.map(([format, row]) => [format, row.mediaType, row.pooled])).to.deep.equal([
      ['SVG', 'image/svg+xml', undefined],
      ['PNG', 'image/png', undefined],
      ['PDF', 'application/pdf', true],
    ])
  })

  it('draw at level Q and four pixels a module if nothing else is said', () => {
    expect(pictures.SVG.render(text).toString()).to.include('width="404"')
    expect(PNG.sync.read(pictures.PNG.render(text))).to.include({ width: 404, height: 404 })
    const said = { level: 'Q', scale: 4 } as const
    for (const { render } of Object.values(pictures))
      expect(render(text, said).equals(render(text))).to.equal(true)
  })

  it('draw at another level and size', () => {
    const said = { level: 'M', scale: 2 } as const
    expect(pictures.SVG.render(text, said).toString()).to.include('width="178"')
    expect(PNG.sync.read(pictures.PNG.render(text, said))).to.include({ width: 178 })
  })

  it('draw the same bytes for the same text', () => {
    for (const { render } of Object.values(pictures))
      expect(render(text).equals(render(text))).to.equal(true)
  })

  it('draw the pictures of a certificate at once, without the pool', () => {
    for (const format of ['SVG', 'PNG'] as const) {
      const bytes = renderings[format].render(printedCertificate, { ...options, scale: 3 })
      expect(bytes).to.deep.equal(pictures[format].render(text, { scale: 3 }))
    }
    expect(asked).to.deep.equal([])
  })

  it('ask the pool for a PDF, in Ukrainian first if nothing else is said', async () => {
    const bytes = await renderings.PDF.render(printedCertificate, options)
    expect(bytes.toString()).to.equal('%PDF-')
    await renderings.PDF.render(printedCertificate, { ...options, language: 'en', level: 'M' })
    const certificates = (level: string) => [{ ...printedCertificate, level }]
    expect(asked).to.deep.equal([
      { name: 'pdf', input: { certificates: certificates('Q'), language: 'uk', at } },
      { name: 'pdf', input: { certificates: certificates('M'), language: 'en', at } },
    ])
  })
})
