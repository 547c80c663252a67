// The first call: to the service that touches no person, from our own subsystem, which the administrator can
// grant to himself before any consumer is there.

import type { Facts } from './facts.ts'
import type { Language } from './language.ts'

const service = 'GetServiceInformation_v1'

const words = {
  uk: {
    title: '## 6. Перший виклик',
    before: `Надайте право на ${service} самій підсистемі-постачальнику (на ШБО та в \`access.json\`), задайте адресу ШБО у змінній SECURITY_SERVER і виконайте:`,
    after:
      'Очікувана відповідь: HTTP 200, `GetServiceInformation_v1Response` з `environment`, `version` і переліком операцій. ШБО відповідає HTTP 200 і на помилки: дивіться не на статус, а на `Fault`. Споживач повторює те саме зі своїми кодами в `client`.',
  },
  en: {
    title: '## 6. The first call',
    before: `Grant ${service} to the provider’s own subsystem (on the security server and in \`access.json\`), set SECURITY_SERVER to the security server’s address, and run:`,
    after:
      'Expected: HTTP 200 and `GetServiceInformation_v1Response` with `environment`, `version` and the operations. The security server answers faults with HTTP 200 as well: look at `Fault`, not at the status. A consumer does the same with its own codes in `client`.',
  },
} as const

/** The address part of a security server that information systems call. */
const addressExample = 'https://security-server.example'

function identifier({ config }: Facts): string {
  const { xRoadInstance, memberClass, memberCode, subsystemCode } = config.service
  return [
    `<id:xRoadInstance>${xRoadInstance}</id:xRoadInstance>`,
    `<id:memberClass>${memberClass}</id:memberClass>`,
    `<id:memberCode>${memberCode}</id:memberCode>`,
    `<id:subsystemCode>${subsystemCode}</id:subsystemCode>`,
  ].join('')
}

/** A new message id, in a shell: not every system has the program, and Linux needs none. */
const newId = '$(uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid)'

/** The envelope, with the shell's own call for a message id. */
function envelope(facts: Facts): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"
    xmlns:c="${facts.namespace}">
  <soapenv:Header>
    <xrd:client id:objectType="SUBSYSTEM">${identifier(facts)}</xrd:client>
    <xrd:service id:objectType="SERVICE">${identifier(facts)}<id:serviceCode>${service}</id:serviceCode></xrd:service>
    <xrd:userId>UA0000000000</xrd:userId>
    <xrd:id>${newId}</xrd:id>
    <xrd:protocolVersion>4.0</xrd:protocolVersion>
  </soapenv:Header>
  <soapenv:Body><c:${service}/></soapenv:Body>
</soapenv:Envelope>`
}

export function firstCall(facts: Facts, language: Language) {
  const { title, before, after } = words[language]
  const command = `SECURITY_SERVER=${addressExample}
# HTTPS: --cert system.pem --key system.key --cacert security-server.pem
curl -s "$SECURITY_SERVER/" -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: ""' --data-binary @- <<END
${envelope(facts)}
END`
  return [title, before, `\`\`\`sh\n${command}\n\`\`\``, after].join('\n\n')
}
