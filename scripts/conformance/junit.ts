// Results as JUnit XML, which every build server reads.

import { XMLBuilder } from 'fast-xml-parser'
import { countOf, outcomeOf, type Result } from './result.ts'

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
})

function outcomeElement(result: Result): object {
  const { problems, left } = result
  const elements = {
    ok: {},
    differs: { failure: { '@message': problems[0], '#text': problems.join('\n') } },
    'not-run': { skipped: { '@message': left } },
  }
  return elements[outcomeOf(result)]
}

function testCase(result: Result) {
  const [classname, ...rest] = result.one.name.split('/')
  return {
    '@classname': classname,
    '@name': rest.join('/'),
    '@time': (result.ms / 1000).toFixed(3),
    ...outcomeElement(result),
  }
}

/** One test suite with a test case per fixture. */
export function junit(results: readonly Result[]): string {
  const suite = {
    '@name': 'conformance',
    '@tests': results.length,
    '@failures': countOf(results, 'differs'),
    '@skipped': countOf(results, 'not-run'),
    testcase: results.map(testCase),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuite: suite })}`
}
