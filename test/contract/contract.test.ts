// The contract and what stands for it elsewhere: printed files, handlers, fixtures, promised hashes.

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { printOperations, printTypes } from '../../scripts/contract/print.ts'
import { publishedProblems } from '../../scripts/contract/published.ts'
import { type Contract, readContract } from '../../scripts/contract/read.ts'
import { namespace, operationHashes } from '../../src/contract/operations.ts'
import { operationOf, operations } from '../../src/operations/index.ts'
import { children, type Element, wellFormed } from '../../src/xml/document.ts'

const contract = readContract()
const names = contract.operations.map(({ name }) => name)
const schemas = readdirSync('wsdl').filter((file) => file.endsWith('.xsd'))

function descendants(element: Element): Element[] {
  return children(element).flatMap((child) => [child, ...descendants(child)])
}

describe('the contract', () => {
  it('is what types.ts and operations.ts were printed from', () => {
    expect(readFileSync('src/contract/types.ts', 'utf8')).to.equal(printTypes(contract))
    expect(readFileSync('src/contract/operations.ts', 'utf8')).to.equal(printOperations(contract))
  })

  it('has a namespace that ends in its version and is bound as a prefix nowhere else', () => {
    expect(namespace)
      .to.equal(contract.namespace)
      .and.match(/^http:\/\/[a-z.]+\/trembita\/v1$/)
  })

  it('has a row for every operation, in its order', () => {
    expect(Object.keys(operations)).to.deep.equal(names)
    expect(Object.keys(operationHashes)).to.deep.equal(names)
  })

  for (const name of names) {
    it(`has ${name} as element, response, file, export, row and fixtures of that name`, async () => {
      const shapes = contract.shapes.map((shape) => shape.name)
      expect(shapes).to.include.members([name, `${name}Response`])
      expect(existsSync(`src/operations/${name}.ts`)).to.equal(true)
      const module = (await import(`../../src/operations/${name}.js`)) as Record<string, unknown>
      expect(module[name]).to.equal(operations[name as keyof typeof operations])
      expect(operationOf(name)).to.equal(name)
      if (existsSync('fixtures')) expect(readdirSync('fixtures')).to.include(name)
    })
  }

  it('has no file of an operation that it does not know', () => {
    const files = readdirSync('src/operations').filter((file) => /_v\d+\.ts$/.test(file))
    expect(files.map((file) => file.replace('.ts', ''))).to.have.members(names)
    for (const folder of existsSync('fixtures') ? readdirSync('fixtures') : [])
      if (/_v\d+$/.test(folder)) expect(names).to.include(folder)
  })

  it('finds no operation under a name that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', ''])
      expect(operationOf(name)).to.equal(undefined)
  })

  for (const file of schemas) {
    it(`says in Ukrainian and English what every element and type of ${file} is`, () => {
      const { root, dispose } = open(file)
      const named = descendants(root).filter(
        (node) =>
          ['element', 'complexType', 'simpleType'].includes(node.name) &&
          node.attr('name') !== null,
      )
      for (const node of named)
        expect(languages(node), `${node.attr('name')?.value}`).to.deep.equal(['uk', 'en'])
      expect(named).not.to.deep.equal([])
      dispose()
    })
  }

  it('returns only what may be absent, beside lists, and codes without enumerations', () => {
    const { root, dispose } = open('certificates.xsd')
    const responses = children(root).filter((node) =>
      /Response$/.test(node.attr('name')?.value ?? ''),
    )
    expect(responses).to.have.length(names.length)
    for (const response of responses) {
      const [, type] = children(response)
      const fields = children(children(type as Element)[0] as Element)
      expect(fields.map((field) => field.attr('minOccurs')?.value)).to.deep.equal(
        fields.map(() => '0'),
      )
      expect(fields.slice(-3).map((field) => field.attr('name')?.value)).to.deep.equal([
        'warning',
        'property',
        'fault',
      ])
    }
    const enumerated = descendants(root).filter(
      (node) =>
        node.name === 'simpleType' && descendants(node).some(({ name }) => name === 'enumeration'),
    )
    const inputs = enumerated.map((node) => node.attr('name')?.value)
    expect(inputs).to.have.members(['RenderingFormat', 'Language'])
    const returned = reachableFromResponses(root)
    for (const name of inputs) expect(returned).not.to.include(name)
    dispose()
  })
})

describe('what is published', () => {
  const hashes = Object.fromEntries(contract.operations.map(({ name, hash }) => [name, hash]))

  it('still has the shape that was promised', () => {
    expect(publishedProblems(contract)).to.deep.equal([])
    expect(publishedProblems(contract, hashes)).to.deep.equal([])
  })

  it('is named when its shape changed or it is gone', () => {
    const [first, second] = contract.operations
    const changed: Contract = {
      ...contract,
      operations: [{ name: first?.name ?? '', hash: 'other' }, ...contract.operations.slice(2)],
    }
    expect(publishedProblems(changed, hashes)).to.deep.equal([
      `${first?.name} is published and must not change: write a new version of it`,
      `${second?.name} is published and must not change: write a new version of it`,
    ])
  })
})

describe('the hash of an operation', () => {
  /** The operations whose hash another text of the schema changes. */
  function changed(from: string, to: string): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'contract-'))
    cpSync('wsdl', folder, { recursive: true })
    const file = join(folder, 'certificates.xsd')
    const text = readFileSync(file, 'utf8')
    expect(text).to.include(from)
    writeFileSync(file, text.replace(from, to))
    const after = readContract(folder).operations
    rmSync(folder, { recursive: true })
    return names.filter((_name, at) => after[at]?.hash !== contract.operations[at]?.hash)
  }

  it('changes with a type that the operation reaches, and only then', () => {
    expect(
      changed(
        'name="device" type="c:ValueSetCode" minOccurs="0"',
        'name="device" type="c:ValueSetCode"',
      ),
    ).to.deep.equal(['IssueTestCertificate_v1', 'ReissueCertificate_v1'])
    expect(changed('value="[A-Z]{2}"', 'value="[A-Z]{3}"')).to.deep.equal([
      'IssueVaccinationCertificate_v1',
      'IssueTestCertificate_v1',
      'IssueRecoveryCertificate_v1',
      'VerifyCertificate_v1',
      'ReadCertificate_v1',
      'ReissueCertificate_v1',
      'GetRevocationList_v1',
    ])
  })

  it('changes with the fault and the namespace for all of them', () => {
    expect(changed('name="xRoadId"', 'name="messageId"')).to.deep.equal(names)
    expect(changed('targetNamespace="http://', 'targetNamespace="https://')).to.deep.equal(names)
  })

  it('changes when fields change places', () => {
    const [first, second] = ['name="doseNumber"', 'name="totalDoses"']
    const text = readFileSync('wsdl/certificates.xsd', 'utf8')
    const [, between = ''] = new RegExp(`${first}(.*?)${second}`, 's').exec(text) ?? []
    expect(changed(`${first}${between}${second}`, `${second}${between}${first}`)).to.deep.equal([
      'IssueVaccinationCertificate_v1',
      'ReissueCertificate_v1',
    ])
  })

  it('does not change with documentation and comments', () => {
    expect(changed('>Date of birth.<', '>The day of birth.<')).to.deep.equal([])
    expect(changed('<!-- Words -->', '')).to.deep.equal([])
  })
})

function open(file: string) {
  const document = wellFormed(readFileSync(`wsdl/${file}`))
  return { root: document.root, dispose: () => document.dispose() }
}

function languages(node: Element): (string | undefined)[] {
  const [annotation] = children(node)
  if (annotation?.name !== 'annotation') return []
  return children(annotation)
    .filter(({ content }) => content.trim() !== '')
    .map((text) => text.attr('lang', 'xml')?.value)
}

/** Names of the types that a response can hold. */
function reachableFromResponses(root: Element): string[] {
  const definitions = new Map(children(root).map((node) => [node.attr('name')?.value ?? '', node]))
  const seen = new Set<string>()
  const visit = (name: string) => {
    const node = definitions.get(name)
    if (node === undefined || seen.has(name)) return
    seen.add(name)
    for (const { attrs } of descendants(node))
      for (const { value } of attrs) if (value.startsWith('c:')) visit(value.slice(2))
  }
  for (const name of definitions.keys()) if (name.endsWith('Response')) visit(name)
  return [...seen]
}
