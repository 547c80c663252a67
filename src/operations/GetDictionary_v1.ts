// Gives a list of codes in both languages. Touches no person and asks no engine.

import { dictionary } from '../engine/dictionaries.ts'
import type { Operation } from './operation.ts'

export const GetDictionary_v1: Operation<'GetDictionary_v1'> = {
  handle: async (request) => dictionary(request),
}
