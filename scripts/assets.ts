// Copies what the program reads at run time and the compiler does not emit: the SQL migrations.

import { cpSync } from 'node:fs'

cpSync('src/register/migrations', 'build/src/register/migrations', { recursive: true })
