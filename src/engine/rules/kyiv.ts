// Kyiv's calendar, in which the Cabinet counts days. Eastern European time with the EU's summer time; own
// arithmetic, because a time-zone formatter costs more than a signature.

const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** The last Sunday of a month (0 = January) at 01:00 UTC, when summer time begins or ends. */
function changeover(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1))
  return last.getTime() - last.getUTCDay() * dayMs
}

/** What was worked out before, so many at most: the same few days and years are asked for all the time. */
function remembered<T>(work: (key: number) => T, most = 1024): (key: number) => T {
  const known = new Map<number, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const value = work(key)
    known.set(key, value)
    return value
  }
}

const summerOf = remembered((year) => ({ from: changeover(year, 2), before: changeover(year, 9) }))

function offsetMs(at: number): number {
  const summer = summerOf(new Date(at).getUTCFullYear())
  return (at >= summer.from && at < summer.before ? 3 : 2) * hourMs
}

/** The date so many days after 1 January 1970. */
const dateOf = remembered((day) => new Date(day * dayMs).toISOString().slice(0, 10))

/** The date in Kyiv, YYYY-MM-DD. */
export function kyivDate(at: Date): string {
  return dateOf(Math.floor((at.getTime() + offsetMs(at.getTime())) / dayMs))
}

/** Midnight in Kyiv at the beginning of a date, YYYY-MM-DD. */
export function startOfKyivDay(date: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return new Date(midnight - offsetMs(midnight - 2 * hourMs))
}

/** A date so many days later, YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return dateOf(Date.parse(`${date}T00:00:00Z`) / dayMs + days)
}

/** Kyiv's calendar year that an instant lies in: its first instant, and the first after it. */
export function kyivYear(at: Date): { from: Date; before: Date } {
  const year = Number(kyivDate(at).slice(0, 4))
  return { from: startOfKyivDay(`${year}-01-01`), before: startOfKyivDay(`${year + 1}-01-01`) }
}
