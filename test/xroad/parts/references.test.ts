import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { Failure } from '../../../src/errors.ts'
import { createBlocks } from '../../../src/xroad/parts/blocks.ts'
import { createFindPart, digestWith } from '../../../src/xroad/parts/references.ts'

function blocks(text: string) {
  const made = createBlocks()
  made.add(Buffer.from(text))
  return made
}

function finder(...ids: (string | undefined)[]) {
  return createFindPart(ids.map((contentId) => ({ contentId, bytes: blocks(contentId ?? '') })))
}

function refusal(find: () => unknown): unknown {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { code: error.code, violations: error.violations }
  }
}

const unresolved = (rule: string) => ({
  code: 'ATTACHMENT_UNRESOLVED',
  violations: [{ path: 'a/b', rule }],
})

describe('a reference to an attachment', () => {
  const rows: [href: string, id: string][] = [
    ['cid:a@b', 'a@b'],
    ['CID:a@b', 'a@b'],
    [' cid:a@b\n', 'a@b'],
    ['cid:%3Ca@b%3E', '<a@b>'],
    ['cid:<a@b>', 'a@b'],
    ['cid:http%3A%2F%2Ftempuri.org%2F1', 'http://tempuri.org/1'],
    ['cid:http://tempuri.org/1', 'http://tempuri.org/1'],
    ['cid:50%25', '50%'],
    ['cid:50%', '50%'],
    ['cid:50%25', '50%25'],
  ]
  for (const [href, id] of rows) {
    it(`${href} leads to ${id}`, () => {
      expect(String(finder('other', id)(href, 'a/b').first(99))).to.equal(id)
    })
  }

  it('leads nowhere when there is no such part', () => {
    for (const href of ['cid:c', 'cid:A@b', 'a@b', 'http://a@b', 'cid:', 'file:///etc/passwd', ''])
      expect(refusal(() => finder('a@b', undefined, '')(href, 'a/b'))).to.deep.equal(
        unresolved('no such part'),
      )
  })

  it('leads nowhere when two parts bear the id', () => {
    const find = finder('a', 'a')
    expect(refusal(() => find('cid:a', 'a/b'))).to.deep.equal(unresolved('more than one such part'))
  })

  it('leads nowhere the second time', () => {
    const find = finder('a')
    find('cid:a', 'x')
    expect(refusal(() => find('cid:%61', 'a/b'))).to.deep.equal(
      unresolved('part referred to twice'),
    )
  })
})

describe('what tells a repeat of a message with attachments', () => {
  const body = (id: string) => Buffer.from(`<Body><x name="cid"><y href="cid:${id}"/></x></Body>`)
  const digest = (id: string, ...texts: string[]) =>
    digestWith(
      body(id),
      texts.map((text) => ({ href: `cid:${id}`, part: blocks(text) })),
    )

  it('is the body and the bytes that it refers to', () => {
    expect(digest('1', 'one')).to.equal(digest('1', 'one'))
    expect(digest('1', 'one')).to.not.equal(digest('1', 'two'))
    expect(digest('1', 'one', 'two')).to.not.equal(digest('1', 'onet', 'wo'))
    expect(digest('1', 'one', 'two')).to.not.equal(digest('1', 'two', 'one'))
    const other = digestWith(Buffer.from('<Body/>'), [{ href: 'cid:1', part: blocks('one') }])
    expect(digest('1', 'one')).to.not.equal(other)
  })

  it('is not the id under which the same bytes come', () => {
    expect(digest('1', 'one')).to.equal(digest('0f3e@uuid', 'one'))
    expect(digest('Київ', 'one')).to.equal(digest('1', 'one'))
  })

  it('is SHA-256 in hex', () => {
    const part = createHash('sha256').update('one').digest()
    const expected = createHash('sha256')
      .update(body('').toString().replace('cid:"', '"'))
      .update(part)
    expect(digest('1', 'one')).to.equal(expected.digest('hex'))
  })
})
