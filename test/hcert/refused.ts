// Whether reading ended with the step's own failure, and with no other.

import { expect } from 'chai'
import { HcertError, type ReadingFault, type ReadingStep } from '../../src/hcert/steps.ts'

/**
 * The step at which `read` gave up; undefined when it came to an end. Any other error is a bug and
 * goes on.
 */
export function refusedAt(read: () => unknown): ReadingStep | undefined {
  try {
    read()
  } catch (error) {
    if (error instanceof HcertError) return error.step
    throw error
  }
}

export function expectRefusal(read: () => unknown, fault: ReadingFault): void {
  expect(read).to.throw(HcertError).with.property('code', fault)
}
