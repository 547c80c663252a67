// The gateway: engine → operations → gateway → doors.

import packageFile from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'
import { publishWsdl } from '../contract/wsdl.ts'
import { createRevocationFeed } from '../doors/revocation.ts'
import { createWebDoor } from '../doors/web.ts'
import { createGateway } from '../gateway.ts'
import type { Log } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { operations } from '../operations/index.ts'
import { startAccess } from './access.ts'
import { sandboxDoctor } from './doctor.ts'
import { engineInUse, worldOf } from './engine.ts'
import { openFeed } from './feed.ts'
import { headerRules } from './header-rules.ts'
import { openLink, tlsLink } from './link.ts'
import { checkPrivateFiles, linkFilesOf } from './private-files.ts'
import { atMost, closeLimitMs, type Started } from './started.ts'

/** Starts the gateway. @throws Error when something that it needs is missing or wrong */
export async function startGateway(config: Config, log: Log): Promise<Started> {
  checkPrivateFiles(config, log, linkFilesOf(config))
  const metrics = createMetrics()
  const tls = tlsLink(config, log, metrics)
  const { world, clock } = worldOf(config)
  const inForce = startAccess(config, log, metrics, world)
  const { access, reload: reloadAccess, close: endAccess } = inForce
  const inUse = await engineInUse(config, log, { world, clock }, metrics.measure)
  const { engine, lost, close } = inUse
  const { environment, messageBytesMax } = config
  const feed = createRevocationFeed({ engine })
  const gateway = createGateway({
    own: config.service,
    headerRules: headerRules(config),
    access,
    auditHeaders: { purpose: config.purposeHeader, subject: config.subjectHeader },
    operations: {
      engine,
      clock,
      information: { environment, worldId: world?.id, version: packageFile.version },
    },
    bytesMax: messageBytesMax,
    log,
    metrics,
  })
  const link = await openLink({
    config,
    gateway,
    metrics,
    log,
    tls,
    bytesMax: bytesMax(config),
    ready: () => engine.ready(),
    web: (publicUrl, health) =>
      createWebDoor({
        wsdl: publishedWsdl(publicUrl),
        doctor: sandboxDoctor(config, clock),
        feed,
        ...health,
      }),
  })
  const publicFeed = await openFeed(config, feed, log)
  const stop = async () => {
    await Promise.all([link.stop(), publicFeed?.close()])
    endAccess()
    await atMost(closeLimitMs, close())
  }
  const reload = () => {
    link.reload()
    reloadAccess()
    inUse.reload()
  }
  return { port: link.port, reload, lost, stop }
}

/** What the door must read: the largest limit of any operation. */
function bytesMax({ messageBytesMax }: Config): number {
  return Math.max(messageBytesMax, ...Object.values(operations).map((row) => row.bytesMax ?? 0))
}

function publishedWsdl(publicUrl: string) {
  const publication = { address: `${publicUrl}/ws`, operations: Object.keys(operations) }
  return {
    full: publishWsdl({ ...publication, headers: true }),
    plain: publishWsdl({ ...publication, headers: false }),
  }
}
