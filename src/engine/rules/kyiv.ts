// Kyiv's calendar, in which the Cabinet counts days. Eastern European time with the EU's summer time; own
// arithmetic, because a time-zone formatter costs more than a signature.

const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** The last Sunday of a month (0 = January) at 01:00 UTC, when summer time begins or ends. */
function changeover(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1))
  return last.getTime() - last.getUTCDay() * dayMs
}

function offsetMs(at: number): number {
  const year = new Date(at).getUTCFullYear()
  return (at >= changeover(year, 2) && at < changeover(year, 9) ? 3 : 2) * hourMs
}

/** The date in Kyiv, YYYY-MM-DD. */
export function kyivDate(at: Date): string {
  return new Date(at.getTime() + offsetMs(at.getTime())).toISOString().slice(0, 10)
}

/** Midnight in Kyiv at the beginning of a date, YYYY-MM-DD. */
export function startOfKyivDay(date: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return new Date(midnight - offsetMs(midnight - 2 * hourMs))
}

/** A date so many days later, YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Kyiv's calendar year that an instant lies in: its first instant, and the first after it. */
export function kyivYear(at: Date): { from: Date; before: Date } {
  const year = Number(kyivDate(at).slice(0, 4))
  return { from: startOfKyivDay(`${year}-01-01`), before: startOfKyivDay(`${year + 1}-01-01`) }
}
