import { expect } from 'chai'
import { PNG } from 'pngjs'
import { renderings } from '../../src/render/index.ts'
import { inventedHc1 } from './pictures.ts'

describe('the renderings', () => {
  const text = inventedHc1(594)

  it('are SVG and PNG, each with its media type', () => {
    const types = Object.entries(renderings).map(([format, row]) => [format, row.mediaType])
    expect(types).to.deep.equal([
      ['SVG', 'image/svg+xml'],
      ['PNG', 'image/png'],
    ])
  })

  it('draw at level Q and four pixels a module if nothing else is said', () => {
    expect(renderings.SVG.render(text).toString()).to.include('width="404"')
    expect(PNG.sync.read(renderings.PNG.render(text))).to.include({ width: 404, height: 404 })
    const said = { level: 'Q', scale: 4 } as const
    for (const { render } of Object.values(renderings))
      expect(render(text, said).equals(render(text))).to.equal(true)
  })

  it('draw at another level and size', () => {
    const options = { level: 'M', scale: 2 } as const
    expect(renderings.SVG.render(text, options).toString()).to.include('width="178"')
    expect(PNG.sync.read(renderings.PNG.render(text, options))).to.include({ width: 178 })
  })

  it('draw the same bytes for the same text', () => {
    for (const { render } of Object.values(renderings))
      expect(render(text).equals(render(text))).to.equal(true)
  })
})
