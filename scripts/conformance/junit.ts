// Results as JUnit XML, which every build server reads.

import { XMLBuilder } from 'fast-xml-parser'

export interface Result {
  name: string
  ms: number
  problems: readonly string[]
}

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
})

function testCase({ name, ms, problems }: Result) {
  const [classname, ...rest] = name.split('/')
  return {
    '@classname': classname,
    '@name': rest.join('/'),
    '@time': (ms / 1000).toFixed(3),
    ...(problems.length === 0
      ? {}
      : { failure: { '@message': problems[0], '#text': problems.join('\n') } }),
  }
}

/** One test suite with a test case per fixture. */
export function junit(results: readonly Result[]): string {
  const failed = results.filter(({ problems }) => problems.length > 0).length
  const suite = {
    '@name': 'conformance',
    '@tests': results.length,
    '@failures': failed,
    testcase: results.map(testCase),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuite: suite })}`
}
