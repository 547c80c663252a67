import { expect } from 'chai'
import type { Fetched, NoAnswer } from '../../../src/https.ts'
import { urlSource } from '../../../src/keys/trust/source.ts'

const url = new URL('https://list.example/trust/v2/keys/updates?certFormat=ANDROID&token=quiet')

describe('an address with a trust list', () => {
  const asked: string[] = []
  beforeEach(() => asked.splice(0))

  function source(answer: (path: string) => Fetched | NoAnswer) {
    const get = async (path: string) => {
      asked.push(path)
      return answer(path)
    }
    return urlSource(url, () => ({ get }))
  }

  const page = (text: string, headers = {}) => ({ status: 200, text, headers })
  const problemOf = async (answer: Fetched | NoAnswer) => {
    const thrown = await source(() => answer)
      .read()
      .catch((error: Error) => error)
    return (thrown as Error).message
  }

  it('is named without its query', () => {
    expect(source(() => page('')).name).to.equal('https://list.example/trust/v2/keys/updates')
  })

  it('is asked once where it has no pages', async () => {
    expect(await source(() => page('[]')).read()).to.deep.equal({ documents: ['[]'] })
    expect(asked).to.deep.equal(['/trust/v2/keys/updates?certFormat=ANDROID&token=quiet'])
  })

  it('is asked for the next page until it says that it was the last', async () => {
    const pages = ['false', 'false', 'true']
    const read = source(() => {
      const number = asked.length
      const headers = { 'up-to-date': pages[number - 1], 'x-next-since': `${number}00` }
      return page(`page ${number}`, headers)
    })
    expect(await read.read()).to.deep.equal({ documents: ['page 1', 'page 2', 'page 3'] })
    expect(
      asked.slice(1).map((path) => new URL(path, url).searchParams.get('since')),
    ).to.deep.equal(['100', '200'])
  })

  it('is refused when its pages do not end', async () => {
    const problem = await problemOf(page('', { 'up-to-date': 'false', 'x-next-since': '1' }))
    expect(problem).to.equal('too many pages')
    expect(asked).to.have.length(20)
  })

  it('is refused when its pages are too large together', async () => {
    const headers = { 'up-to-date': 'false', 'x-next-since': '1' }
    expect(await problemOf(page('x'.repeat(6 * 1024 * 1024), headers))).to.equal(
      'pages too large for a trust list',
    )
    expect(asked).to.have.length(3)
  })

  it('is refused with any status but 200, redirects too, and without an answer', async () => {
    for (const status of [204, 301, 302, 403, 500])
      expect(await problemOf({ ...page('secret'), status })).to.equal(
        `answered with status ${status}`,
      )
    const none = { status: undefined, problem: 'TIMEOUT' } as const
    expect(await problemOf(none)).to.equal('no answer: TIMEOUT')
  })
})
